"""The supervision ladder (督办): who of the staff is told when a matter runs late, each step exactly once."""
