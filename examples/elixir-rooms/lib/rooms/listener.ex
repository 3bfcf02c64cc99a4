defmodule Rooms.Listener do
  @moduledoc "Answers HTTP over plain sockets: Erlang itself reads the requests."
  use Task, restart: :permanent
  require Logger

  def start_link(_), do: Task.start_link(&listen/0)

  defp listen do
    port = String.to_integer(System.get_env("PORT", "4000"))
    {:ok, socket} = :gen_tcp.listen(port, [:binary, packet: :http_bin, active: false, reuseaddr: true, backlog: 128])
    Logger.info("listening on #{port}")
    accept(socket)
  end

  defp accept(socket) do
    {:ok, client} = :gen_tcp.accept(socket)
    {:ok, task} = Task.Supervisor.start_child(Rooms.Connections, fn -> serve(client) end)
    :gen_tcp.controlling_process(client, task)
    accept(socket)
  end

  defp serve(client) do
    with {:ok, {:http_request, _method, {:abs_path, path}, _version}} <- :gen_tcp.recv(client, 0, 5_000),
         :ok <- skip_headers(client) do
      :gen_tcp.send(client, path |> URI.decode() |> answer() |> response())
    end

    :gen_tcp.close(client)
  end

  defp skip_headers(client) do
    case :gen_tcp.recv(client, 0, 5_000) do
      {:ok, :http_eoh} -> :ok
      {:ok, _header} -> skip_headers(client)
      error -> error
    end
  end

  defp answer("/health"), do: {"200 OK", %{ok: true}}
  defp answer("/rooms"), do: {"200 OK", Rooms.all()}

  defp answer("/rooms/" <> name) do
    case Rooms.named(name) do
      nil -> {"404 Not Found", %{error: "no such room"}}
      room -> {"200 OK", room}
    end
  end

  defp answer(_path), do: {"404 Not Found", %{error: "not found"}}

  defp response({status, value}) do
    body = JSON.encode!(value)
    etag = :crypto.hash(:sha256, body) |> Base.encode16(case: :lower) |> binary_part(0, 16)

    [
      "HTTP/1.1 #{status}\r\nContent-Type: application/json\r\nETag: \"#{etag}\"\r\n",
      "Content-Length: #{byte_size(body)}\r\nConnection: close\r\n\r\n",
      body
    ]
  end
end
