"""The laptops: who holds what, what is still only there, and the way when one is lost or stolen."""
