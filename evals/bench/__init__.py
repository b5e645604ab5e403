"""Speed and size, measured side by side with what else there is: `make bench`.

Nothing here is a test: a figure depends on the machine and on what else it does. Each table
therefore sets the product beside a yardstick that is measured in the same minutes.
"""
