"""Policies: conditions over attributes, the trees that they decide, and the statements that fire."""

from __future__ import annotations

from engine.policy.attributes import ABSENT, Absent, Attributes, AttributeValue, NotKnown, QuestionAttributes, Value
from engine.policy.combining import combine_decisions, decision_of, possible_decisions
from engine.policy.conditions import ConditionProblem, compile_condition, condition_problems
from engine.policy.evaluate import PolicyResult, evaluate_policy
from engine.policy.messages import Message, answer_message, request_message
from engine.policy.payloads import payload_problem
from engine.policy.statements import Effects, carry_out

__all__ = [
    "ABSENT",
    "Absent",
    "AttributeValue",
    "Attributes",
    "ConditionProblem",
    "Effects",
    "Message",
    "NotKnown",
    "PolicyResult",
    "QuestionAttributes",
    "Value",
    "answer_message",
    "carry_out",
    "combine_decisions",
    "compile_condition",
    "condition_problems",
    "decision_of",
    "evaluate_policy",
    "payload_problem",
    "possible_decisions",
    "request_message",
]
