"""What an authorization server looks at before it issues a token."""
