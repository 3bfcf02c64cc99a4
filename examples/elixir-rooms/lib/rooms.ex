defmodule Rooms do
  @moduledoc "Meeting rooms, read from a file that the release has in priv."

  def all do
    [_header | lines] = :code.priv_dir(:rooms) |> Path.join("rooms.csv") |> File.read!() |> String.split("\n", trim: true)
    Enum.map(lines, &room/1)
  end

  def named(name), do: Enum.find(all(), &(&1.name == name))

  defp room(line) do
    [name, seats, floor] = String.split(line, ",")
    %{name: name, seats: String.to_integer(seats), floor: String.to_integer(floor)}
  end
end
