"""Archives and other files of many pages: what they hold becomes inputs, in constant memory."""
