return {
  {name = "home"
