//! How fast it writes and reads, on this machine's disk: `cargo bench -p huiyin-store`.
//! With `HUIYIN_TEST_POSTGRES` also on that server.
#![expect(clippy::unwrap_used, reason = "a measurement may fail loudly")]
#![expect(clippy::print_stdout, reason = "a measurement is for reading")]

#[path = "../tests/store/bench.rs"]
#[expect(
    dead_code,
    unused_macros,
    unused_imports,
    reason = "the tests need more of it"
)]
mod bench;
#[path = "../tests/store/parts.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
#[expect(clippy::panic, reason = "it is made for tests")]
mod parts;
#[path = "../tests/store/world.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
#[expect(clippy::panic, reason = "it is made for tests")]
mod world;

use std::time::Instant;

use huiyin_core::{Scope, SuggestionId};
use huiyin_store::{StoreError, WorklistQuery};
use huiyin_workflow::import_closed;

use bench::Bench;
use world::Letter;

const BATCH: u64 = 200;
const BATCHES: u64 = 25;
const WRITERS: u64 = 64;
const EACH: u64 = 40;

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        measure("SQLite", &Bench::sqlite().await).await;
        if let Some(bench) = Bench::postgres().await {
            measure("PostgreSQL", &bench).await;
        }
    });
}

fn tell(database: &str, what: &str, n: u64, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no exact count")]
    let rate = n as f64 / seconds;
    println!("{database:<11} {what:<42} {rate:>9.0}/s  ({n} in {seconds:.2} s)");
}

async fn measure(database: &str, t: &Bench) {
    let start = Instant::now();
    for batch in 0..BATCHES {
        import(t, batch).await;
    }
    tell(
        database,
        "import as closed, 200 in a transaction",
        BATCH * BATCHES,
        start,
    );

    let start = Instant::now();
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let (store, world) = (t.store.clone(), t.world.clone());
        writers.spawn(async move {
            for n in 0..EACH {
                let letter = Letter::new(1_000_000 + writer * EACH + n);
                letter.send(&store, &world).await;
            }
        });
    }
    writers.join_all().await;
    tell(
        database,
        "letters by 64 at once, each durable",
        WRITERS * EACH,
        start,
    );

    let start = Instant::now();
    let mut numbered = 0;
    loop {
        let some = t
            .store
            .write(|tx| Box::pin(async move { tx.sequence(1_000).await }));
        match some.await.unwrap() {
            0 => break,
            n => numbered += n,
        }
    }
    tell(database, "events numbered", numbered, start);

    let read = t.store.read();
    let start = Instant::now();
    for n in 1..=2_000 {
        read.load_unlocked(SuggestionId(n)).await.unwrap().unwrap();
    }
    tell(database, "suggestions loaded, one by one", 2_000, start);

    let start = Instant::now();
    let ids: Vec<SuggestionId> = (1..=5_000).map(SuggestionId).collect();
    let documents = read.index_documents(&ids).await.unwrap();
    tell(database, "index documents", documents.len() as u64, start);

    let start = Instant::now();
    for _ in 0..200 {
        read.worklist(&Scope::leader(), &WorklistQuery::default())
            .await
            .unwrap();
    }
    tell(database, "worklist pages", 200, start);

    let start = Instant::now();
    let summary = t
        .store
        .verify(&mut |finding| println!("{finding:?}"))
        .await
        .unwrap();
    tell(database, "suggestions verified", summary.suggestions, start);
}

async fn import(t: &Bench, batch: u64) {
    let world = t.world.clone();
    let write = t.store.write(move |tx| {
        let world = world.clone();
        Box::pin(async move {
            for n in 0..BATCH {
                let letter = Letter::new(batch * BATCH + n);
                let mut suggestion = letter.write(&world, tx).await?;
                let change = import_closed(&suggestion, None, None);
                let actor = huiyin_core::Actor::System("import");
                tx.record(&mut suggestion, letter.now, &actor, vec![change])
                    .await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    write.await.unwrap();
}
