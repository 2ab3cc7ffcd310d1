"""SIP user agents that play citizens and operators for the demo, the bench and the tests."""
