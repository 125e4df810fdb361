//! A disk that fills up: what was accepted is there, what was refused left nothing.
//!
//! The disk is played by a limit on the size of files (`ulimit -f`), which needs a process of its
//! own: the second test starts the first one again under the limit.

use std::process::Command;

use huiyin_core::SuggestionId;
use huiyin_core::text::Body;
use huiyin_store::StoreError;

use crate::bench::Bench;
use crate::world::Letter;

/// 60 kB of text.
fn long_letter(n: u64) -> Letter {
    let mut letter = Letter::new(n);
    letter.submission.body = Body::parse("内容", &"台阶".repeat(10_000)).unwrap();
    letter
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_accepted_is_there_and_what_was_refused_left_nothing() {
    let t = Bench::sqlite().await;
    let photo = vec![7; 3 << 20];
    let before = files_below(&t.folder.path().join("blobs"));
    let blob = t.store.put_blob(photo.clone()).await;
    match blob {
        Ok(digest) => assert_eq!(t.store.get_blob(digest).await.unwrap().unwrap(), photo),
        Err(StoreError::DiskFull) => {
            println!("refused: a file");
            assert_eq!(files_below(&t.folder.path().join("blobs")), before);
        }
        Err(other) => panic!("{other:?}"),
    }

    let mut letters = tokio::task::JoinSet::new();
    for n in 0..60 {
        let (store, world) = (t.store.clone(), t.world.clone());
        letters.spawn(async move { long_letter(n).try_send(&store, &world).await });
    }
    let mut accepted = Vec::new();
    for answer in letters.join_all().await {
        match answer {
            Ok(suggestion) => accepted.push(suggestion),
            Err(StoreError::DiskFull) => println!("refused: a letter"),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(!accepted.is_empty());
    let read = t.store.read();
    assert_eq!(read.n_suggestions().await.unwrap(), accepted.len() as u64);
    for suggestion in &accepted {
        let loaded = read.load_unlocked(suggestion.id).await.unwrap();
        assert_eq!(loaded.as_ref(), Some(suggestion));
    }
    assert_eq!(read.load_unlocked(SuggestionId(1_000)).await.unwrap(), None);
    t.assert_sound().await;
}

#[test]
fn a_full_disk_refuses_and_damages_nothing() {
    let test = "full_disk::what_was_accepted_is_there_and_what_was_refused_left_nothing";
    // 4,096 blocks of 512 bytes; a write beyond fails instead of killing the process
    let script = "trap '' XFSZ; ulimit -f 4096; exec \"$0\" --exact \"$1\" --nocapture";
    let output = Command::new("sh")
        .arg("-c")
        .arg(script)
        .arg(std::env::current_exe().unwrap())
        .arg(test)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{failed}");
    assert!(said.contains("1 passed"), "{said}");
    assert!(said.contains("refused: a file"), "{said}");
    assert!(said.contains("refused: a letter"), "{said}");
}

fn files_below(folder: &std::path::Path) -> usize {
    let mut n = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            n += files_below(&entry.path());
        } else {
            n += 1;
        }
    }
    n
}
