"""Networks: their data, training and the predictors that run them."""
