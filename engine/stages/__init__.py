"""The rooms a request passes through: one file a stage, each with one public function `check_<stage>`."""
