//! An HTTP server on loopback that answers each request with the bytes that a closure makes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The content type, or an empty text.
    pub kind: String,
    /// The body.
    pub body: Vec<u8>,
}

/// What becomes of a request.
pub enum Reply {
    /// These bytes, as they are; then the connection closes.
    Bytes(Vec<u8>),
    /// These bytes, and then nothing, with the connection left open.
    Unfinished(Vec<u8>),
    /// Nothing, with the connection left open.
    Silence,
    /// The connection closes without a word.
    HangUp,
}

/// The server. Its thread ends with the process.
pub struct Responder {
    port: u16,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Responder {
    /// Starts it.
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (counter, seen) = (Arc::clone(&connections), Arc::clone(&requests));
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                counter.fetch_add(1, Ordering::SeqCst);
                let Some(request) = read(&stream) else { continue };
                seen.lock().expect("no panic here").push(request.clone());
                match answer(&request) {
                    // A client that has seen enough closes the connection, and then writing fails.
                    Reply::Bytes(bytes) => drop(stream.write_all(&bytes)),
                    Reply::Unfinished(bytes) => {
                        drop(stream.write_all(&bytes));
                        open.push(stream);
                    }
                    Reply::Silence => open.push(stream),
                    Reply::HangUp => {}
                }
            }
        });
        Self { port, connections, requests }
    }

    /// A URL at the server.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no panic here").clone()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let (mut length, mut kind) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "content-type" => kind = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, target, kind, body })
}

/// An answer with status 200.
pub fn ok(kind: &str, body: &[u8]) -> Reply {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    Reply::Bytes([head.as_bytes(), body].concat())
}

/// An answer without a body.
pub fn bare(status: &str, headers: &str) -> Reply {
    Reply::Bytes(format!("HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n").into_bytes())
}
