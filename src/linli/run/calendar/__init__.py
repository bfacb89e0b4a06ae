"""What is said when: columns, slots and their approval."""
