"""SQL of the unanswered questions: wordings (masked), who asked them, and the groups that they form."""
