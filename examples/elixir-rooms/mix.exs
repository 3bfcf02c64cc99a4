defmodule Rooms.MixProject do
  use Mix.Project

  def project do
    [
      app: :rooms,
      version: "1.0.0",
      elixir: "~> 1.18",
      start_permanent: Mix.env() == :prod
    ]
  end

  def application do
    [mod: {Rooms.Application, []}, extra_applications: [:logger, :crypto]]
  end
end
