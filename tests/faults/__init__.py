"""What machines do to us: kill -9 at any moment, many times. By hand (`make faults`), not in `make test`."""
