//! Group commit: independent writes share one commit, because a commit is what costs (a sync of
//! the disk), and nobody who writes needs to know.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::error::StoreError;
use crate::tx::Tx;
use crate::vault::Vault;

/// Most writes in one commit: enough to make the sync cheap, few enough that the first of them
/// need not wait long.
const BATCH_MAX: usize = 128;
/// Most writes waiting; more wait outside.
const QUEUE_MAX: usize = 4096;
/// A write that takes longer is stuck (it awaits something else than its `Tx`) and holds up all
/// others.
pub(crate) const WORK_MAX: Duration = Duration::from_secs(60);
/// How often a lock held by another process is waited for (each time the busy timeout).
const BEGIN_TRIES: u32 = 3;

/// One piece of work for a transaction, its answer kept until the commit is durable.
pub(crate) trait Job: Send {
    /// Runs the work; may be called again after a rollback. `true`: it wants to be committed.
    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, bool>;
    /// Tells the caller how it ended. `Err` replaces the result of work that was not committed.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// Where writes go.
pub(crate) enum Writer {
    /// SQLite: one connection, whose writes share commits.
    Shared {
        connection: DatabaseConnection,
        queue: mpsc::Sender<Message>,
    },
    /// PostgreSQL: each write has a transaction of its own; the server groups commits itself.
    Own { pool: DatabaseConnection },
}

pub(crate) enum Message {
    Work(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

impl Writer {
    pub(crate) const fn own(pool: DatabaseConnection) -> Self {
        Self::Own { pool }
    }

    /// Starts the writer: a thread of its own, so that it neither ends with a caller that went
    /// away nor waits behind busy ones. It ends when the store is dropped or closed.
    pub(crate) fn shared(connection: DatabaseConnection, vault: Vault) -> Result<Self, StoreError> {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(|e| StoreError::Configuration(format!("no writer: {e}")))?;
        let db = connection.clone();
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || runtime.block_on(serve(&db, &vault, waiting)))
            .map_err(|e| StoreError::Configuration(format!("no writer: {e}")))?;
        Ok(Self::Shared { connection, queue })
    }

    pub(crate) const fn connection(&self) -> &DatabaseConnection {
        match self {
            Self::Shared { connection, .. } => connection,
            Self::Own { pool } => pool,
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Shared { queue, .. } => {
                let (done, closed) = oneshot::channel();
                if queue.send(Message::Close(done)).await.is_ok() {
                    let _ = closed.await;
                }
            }
            Self::Own { pool } => {
                let _ = pool.close_by_ref().await;
            }
        }
    }
}

async fn serve(db: &DatabaseConnection, vault: &Vault, mut waiting: mpsc::Receiver<Message>) {
    let mut closing = None;
    while let Some(first) = waiting.recv().await {
        let mut batch = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Work(job) => batch.push(job),
                Message::Close(done) => {
                    waiting.close();
                    closing = Some(done);
                }
            }
            next = if batch.len() < BATCH_MAX {
                waiting.try_recv().ok()
            } else {
                None
            };
        }
        // whatever happens to one batch, the next one finds a writer; callers of a batch that
        // went down with a panic are told when their reply is dropped
        let _ = AssertUnwindSafe(commit(db, vault, batch))
            .catch_unwind()
            .await;
    }
    let _ = db.close_by_ref().await;
    if let Some(done) = closing {
        let _ = done.send(());
    }
}

/// Commits a batch together. When the common transaction is lost, each write gets one of its own.
async fn commit(db: &DatabaseConnection, vault: &Vault, batch: Vec<Box<dyn Job>>) {
    if batch.len() <= 1 {
        for job in batch {
            commit_alone(db, vault, job).await;
        }
        return;
    }
    match commit_together(db, vault, batch).await {
        Ok(()) => {}
        Err(left) => {
            for job in left {
                commit_alone(db, vault, job).await;
            }
        }
    }
}

/// Gives back the writes that were lost with the common transaction.
async fn commit_together(
    db: &DatabaseConnection,
    vault: &Vault,
    batch: Vec<Box<dyn Job>>,
) -> Result<(), Vec<Box<dyn Job>>> {
    let Ok(common) = begin(db).await else {
        return Err(batch);
    };
    let mut done = Vec::with_capacity(batch.len());
    let mut waiting = batch.into_iter();
    while let Some(mut job) = waiting.next() {
        let Ok(savepoint) = common.begin().await else {
            done.push(job);
            done.extend(waiting);
            return Err(done);
        };
        let tx = Tx::new(savepoint, vault.clone());
        let ran = run(job.as_mut(), &tx).await;
        let Some(savepoint) = tx.into_inner() else {
            continue;
        };
        let ended = match &ran {
            Ran::Wants => savepoint.commit().await,
            Ran::Refuses | Ran::Died(_) => savepoint.rollback().await,
        };
        match (ran, ended) {
            (Ran::Wants, Ok(())) => done.push(job),
            (Ran::Refuses, Ok(())) => job.answer(Ok(())),
            (Ran::Died(why), Ok(())) => job.answer(Err(why)),
            // SQLite gave up the whole transaction (a full disk does that): the others did
            // nothing wrong and get another chance
            (Ran::Wants | Ran::Refuses, Err(_)) => {
                done.push(job);
                done.extend(waiting);
                return Err(done);
            }
            (Ran::Died(why), Err(_)) => {
                job.answer(Err(why));
                done.extend(waiting);
                return Err(done);
            }
        }
    }
    match common.commit().await {
        Ok(()) => {
            for job in done {
                job.answer(Ok(()));
            }
            Ok(())
        }
        Err(_) => Err(done),
    }
}

async fn commit_alone(db: &DatabaseConnection, vault: &Vault, mut job: Box<dyn Job>) {
    let transaction = match begin(db).await {
        Ok(transaction) => transaction,
        Err(error) => return job.answer(Err(error)),
    };
    let tx = Tx::new(transaction, vault.clone());
    let ran = run(job.as_mut(), &tx).await;
    let Some(transaction) = tx.into_inner() else {
        return job.answer(Err(StoreError::Aborted("the transaction is gone")));
    };
    match ran {
        Ran::Wants => {
            let ended = transaction.commit().await;
            job.answer(ended.map_err(StoreError::from));
        }
        // the work failed by itself; whether the rollback is told does not change that
        Ran::Refuses => {
            let _ = transaction.rollback().await;
            job.answer(Ok(()));
        }
        Ran::Died(why) => {
            let _ = transaction.rollback().await;
            job.answer(Err(why));
        }
    }
}

/// How a piece of work ended, before its transaction does.
enum Ran {
    Wants,
    Refuses,
    Died(StoreError),
}

async fn run(job: &mut dyn Job, tx: &Tx) -> Ran {
    let work = AssertUnwindSafe(job.run(tx)).catch_unwind();
    match tokio::time::timeout(WORK_MAX, work).await {
        // work that swallowed the error has not done what it says
        Ok(Ok(true)) => tx.lost().map_or(Ran::Wants, Ran::Died),
        Ok(Ok(false)) => Ran::Refuses,
        Ok(Err(_)) => Ran::Died(StoreError::Aborted("the work panicked")),
        Err(_) => Ran::Died(StoreError::Aborted("the work took too long")),
    }
}

async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let mut tries = 0;
    loop {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            // a deferred transaction that reads first cannot become a writer later
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        tries += 1;
        match db
            .begin_with_options(options)
            .await
            .map_err(StoreError::from)
        {
            Err(StoreError::Busy(_)) if tries < BEGIN_TRIES => {}
            result => return result,
        }
    }
}
