"""What the dashboard costs, measured beside what else it could be; each file is a command."""
