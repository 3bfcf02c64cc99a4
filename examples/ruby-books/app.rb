# A list of books, read from a file beside the program, over plain sockets.
require "json"
require "socket"

BOOKS = JSON.parse(File.read(File.join(__dir__, "books.json")))

def answer(path)
  case path
  when "/health" then [200, { status: "ok" }]
  when "/books" then [200, BOOKS.keys]
  else
    book = BOOKS[path.delete_prefix("/books/")]
    book ? [200, book] : [404, { error: "no such book" }]
  end
end

trap("TERM") { exit 0 }
server = TCPServer.new("0.0.0.0", 9292)
loop do
  client = server.accept
  path = client.gets.to_s.split[1].to_s
  nil until client.gets.to_s.strip.empty?
  status, value = answer(path)
  body = JSON.generate(value)
  client.write("HTTP/1.1 #{status} -\r\nContent-Type: application/json\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}")
  client.close
end
