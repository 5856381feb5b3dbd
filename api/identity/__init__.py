"""What proves who somebody is: passwords, second factors, secrets. Pure but for drawing them."""
