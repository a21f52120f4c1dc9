//! A small mail server on loopback that answers as it is told, and keeps what it took.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What it does with a mail to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Cuts the connection in the middle of the message, and takes nothing.
    CutBefore,
    /// Takes the message, and cuts the connection before it says so.
    CutAfter,
    /// Says 451: later.
    Later,
    /// Says 550: never.
    Refuse,
    /// Says 554 after the message: never.
    RefuseContent,
}

/// How it is set up.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// By recipient; others are taken.
    pub turns: HashMap<String, Turn>,
    /// A sender that it refuses.
    pub refused_sender: Option<String>,
    /// The one password that it takes, as PLAIN says it in base64.
    pub password: Option<String>,
}

/// A server; it ends with the test.
pub struct SmtpServer {
    pub address: SocketAddr,
    manners: Arc<Mutex<Manners>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    commands: Arc<Mutex<Vec<String>>>,
}

/// A message that it took.
#[derive(Debug, Clone)]
pub struct Taken {
    pub to: String,
    pub message: String,
}

impl Taken {
    /// A header of it, in one line.
    pub fn header(&self, name: &str) -> String {
        let head = self.message.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let found = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
        found.unwrap_or_default()
    }

    /// The part of a media type, with its transfer encoding undone.
    pub fn part(&self, kind: &str) -> String {
        let part = self.message.split("\r\n--").find(|part| part.contains(&format!("Content-Type: {kind}")));
        let (head, body) = part.expect("the part").split_once("\r\n\r\n").expect("a body");
        if head.contains("base64") {
            let text: String = body.chars().filter(|c| !c.is_whitespace()).collect();
            let bytes = elmseal::crypto::encoding::from_base64(&text).expect("base64");
            return String::from_utf8(bytes).expect("UTF-8");
        }
        if !head.contains("quoted-printable") {
            return body.to_owned();
        }
        let joined = body.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.as_bytes();
        while let [first, others @ ..] = rest {
            if *first == b'=' {
                let digits = std::str::from_utf8(&others[..2]).expect("digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("digits"));
                rest = &others[2..];
            } else {
                bytes.push(*first);
                rest = others;
            }
        }
        String::from_utf8(bytes).expect("UTF-8")
    }
}

impl SmtpServer {
    pub fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let server = Self {
            address: listener.local_addr().expect("an address"),
            manners: Arc::new(Mutex::new(manners)),
            taken: Arc::default(),
            commands: Arc::default(),
        };
        let (manners, taken, commands) =
            (Arc::clone(&server.manners), Arc::clone(&server.taken), Arc::clone(&server.commands));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // One at a time, as the sender speaks with it; a connection that is cut ends here.
                drop(talk(stream, &manners, &taken, &commands));
            }
        });
        server
    }

    pub fn behave(&self, manners: Manners) {
        *self.manners.lock().expect("no panic") = manners;
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("no panic").clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.commands.lock().expect("no panic").clone()
    }
}

fn talk(
    stream: TcpStream,
    manners: &Mutex<Manners>,
    taken: &Mutex<Vec<Taken>>,
    commands: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    let mut to = String::new();
    out.write_all(b"220 mail.test ESMTP\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end().to_owned();
        commands.lock().expect("no panic").push(line.clone());
        let now = manners.lock().expect("no panic").clone();
        let between = |text: &str| text.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match word.as_str() {
            "EHLO" if now.password.is_some() => "250-mail.test\r\n250 AUTH PLAIN",
            "EHLO" => "250 mail.test",
            "AUTH" if line.split(' ').nth(2) == now.password.as_deref() => "235 welcome",
            "AUTH" => "535 5.7.8 wrong password",
            "MAIL" if now.refused_sender.as_deref() == Some(between(&line).as_str()) => "550 5.7.1 not your address",
            "RCPT" => {
                to = between(&line);
                match now.turns.get(&to) {
                    Some(Turn::Refuse) => "550 5.1.1 no such mailbox",
                    Some(Turn::Later) => "451 4.7.1 come back later",
                    _ => "250 ok",
                }
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                let mut message = String::new();
                while !message.ends_with("\r\n.\r\n") {
                    if lines.read_line(&mut message)? == 0 {
                        return Ok(());
                    }
                    if now.turns.get(&to) == Some(&Turn::CutBefore) {
                        return out.shutdown(Shutdown::Both);
                    }
                }
                let turn = now.turns.get(&to);
                if turn == Some(&Turn::RefuseContent) {
                    "554 5.6.0 not such a message"
                } else {
                    taken.lock().expect("no panic").push(Taken { to: to.clone(), message });
                    if turn == Some(&Turn::CutAfter) {
                        return out.shutdown(Shutdown::Both);
                    }
                    "250 taken"
                }
            }
            "QUIT" => {
                out.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => "250 ok",
        };
        out.write_all(answer.as_bytes())?;
        out.write_all(b"\r\n")?;
    }
}
