//! What a stage took: the clock, the processor's time and memory, as Linux tells a process of itself.
#![expect(
    clippy::disallowed_methods,
    reason = "measuring needs the clock, and files in which the system says what was used"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::crypto::encoding::to_hex;
use crate::model::entropy::Entropy;

/// What doing something took.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// By the clock.
    pub wall: Duration,
    /// The processor's time, of all threads; where the system says it.
    pub cpu: Option<Duration>,
    /// The most memory that was resident while it was done; where the system says it.
    pub memory_bytes: Option<u64>,
}

/// Does `work` and says what it took.
pub fn measure<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Taken)> {
    // The mark for the most resident memory is set back; where that is not allowed, it is that of the whole run.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let (start, cpu) = (Instant::now(), cpu_time());
    let done = work()?;
    let cpu = cpu_time().zip(cpu).map(|(after, before)| after.saturating_sub(before));
    Ok((done, Taken { wall: start.elapsed(), cpu, memory_bytes: resident_peak() }))
}

/// User and system time of this process, its threads included that have ended (proc(5), `stat`, fields 14 and 15).
fn cpu_time() -> Option<Duration> {
    /// The unit of the fields, which Linux has fixed for what programs see.
    const TICKS_A_SECOND: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is a name in brackets, which may hold blanks.
    let (_, after) = text.rsplit_once(')')?;
    let mut fields = after.split_whitespace().skip(11);
    let ticks = fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?;
    Some(Duration::from_secs_f64(ticks / TICKS_A_SECOND))
}

fn resident_peak() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// The machine, as far as it says.
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// How many threads may run at once.
    pub cores: usize,
    /// The kernel's release.
    pub kernel: String,
    /// How busy the machine was in the last minute, ours included.
    pub load: String,
}

impl Machine {
    /// This one.
    pub fn this() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let unknown = || "not known".to_owned();
        let processors = read("/proc/cpuinfo");
        let name = processors.lines().find(|line| line.starts_with("model name"));
        let kernel = read("/proc/sys/kernel/osrelease").trim().to_owned();
        Self {
            processor: name.and_then(|line| line.split_once(": ")).map_or_else(unknown, |(_, name)| name.to_owned()),
            cores: cores(),
            kernel: if kernel.is_empty() { unknown() } else { format!("{} {kernel}", std::env::consts::OS) },
            load: read("/proc/loadavg")
                .split(' ')
                .next()
                .filter(|load| !load.is_empty())
                .map_or_else(unknown, Into::into),
        }
    }

    /// For machines.
    pub fn to_json(&self) -> Value {
        json!({ "processor": self.processor, "cores": self.cores, "kernel": self.kernel, "load": self.load })
    }
}

/// How many threads may run at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// A folder that is gone when this is.
pub struct Scratch(PathBuf);

impl Scratch {
    /// A new folder below `parent`, or where the system has temporary files.
    pub fn new(parent: Option<&Path>, entropy: &mut dyn Entropy) -> Result<Self> {
        let mut name = [0; 8];
        entropy.fill(&mut name);
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
        let folder = parent.join(format!("elmseal-bench-{}", to_hex(&name)));
        fs::create_dir_all(&parent)
            .and_then(|()| fs::create_dir(&folder))
            .with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // There is nobody to tell, and nothing in it is of worth.
        let _ = fs::remove_dir_all(&self.0);
    }
}
