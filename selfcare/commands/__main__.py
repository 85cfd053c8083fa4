"""The console without its script: `python -m selfcare.commands`."""

from selfcare.commands import main

main()
