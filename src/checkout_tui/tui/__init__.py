"""The screens. They show what the desk hands them and call one verb of it at a time."""
