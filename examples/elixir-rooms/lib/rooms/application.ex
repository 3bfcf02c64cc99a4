defmodule Rooms.Application do
  use Application

  @impl true
  def start(_type, _args) do
    children = [{Task.Supervisor, name: Rooms.Connections}, Rooms.Listener]
    Supervisor.start_link(children, strategy: :one_for_one, name: Rooms.Supervisor)
  end
end
