"""Pictures of what is heard: conditional generative adversarial networks, their training, and how they run."""
