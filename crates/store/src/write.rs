//! [`Store::write`]: the one way anything is written.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sea_orm::{DatabaseConnection, TransactionTrait};
use tokio::sync::oneshot;

use crate::error::{StoreError, is_conflict};
use crate::group::{Job, Message, WORK_MAX, Writer};
use crate::store::Store;
use crate::tx::Tx;
use crate::vault::Vault;

/// How often PostgreSQL may ask for another try (serialization failure, deadlock).
const TRIES: u32 = 10;

impl Store {
    /// Runs the work in one transaction and commits it; when this returns `Ok`, it is durable.
    /// The work may run several times (another try after a deadlock), so it must do nothing but
    /// use its `Tx`, and must not hold on to anything it drew at random inside.
    ///
    /// # Errors
    /// The work's own error, after which nothing of it is left; otherwise [`StoreError`].
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'a> Fn(&'a Tx) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
    {
        match &self.0.writer {
            Writer::Own { pool } => write_alone(pool, &self.0.vault, &work).await,
            Writer::Shared { queue, .. } => {
                let (reply, answer) = oneshot::channel();
                let job = Work {
                    work,
                    outcome: None,
                    reply,
                };
                let gone = || E::from(StoreError::Aborted("the writer is gone or was closed"));
                if queue.send(Message::Work(Box::new(job))).await.is_err() {
                    return Err(gone());
                }
                answer.await.unwrap_or_else(|_| Err(gone()))
            }
        }
    }
}

struct Work<T, E, F> {
    work: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Work<T, E, F>
where
    T: Send,
    E: From<StoreError> + Send,
    F: for<'a> Fn(&'a Tx) -> BoxFuture<'a, Result<T, E>> + Send + Sync,
{
    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let outcome = (self.work)(tx).await;
            let wants = outcome.is_ok();
            self.outcome = Some(outcome);
            wants
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let lost = || StoreError::Aborted("the work left no result");
        let result = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(E::from(lost())),
            // the work's own refusal says more than what followed from it
            (Err(_), Some(Err(own))) => Err(own),
            (Err(error), Some(Ok(_)) | None) => Err(E::from(error)),
        };
        // nobody listens when the caller went away; what is committed stays
        let _ = self.reply.send(result);
    }
}

async fn write_alone<T, E, F>(pool: &DatabaseConnection, vault: &Vault, work: &F) -> Result<T, E>
where
    E: From<StoreError>,
    F: for<'a> Fn(&'a Tx) -> BoxFuture<'a, Result<T, E>> + Send + Sync,
{
    let mut tries = 0;
    loop {
        tries += 1;
        let transaction = pool.begin().await.map_err(|e| E::from(e.into()))?;
        let tx = Tx::new(transaction, vault.clone());
        let ran = AssertUnwindSafe(work(&tx)).catch_unwind();
        let outcome = match tokio::time::timeout(WORK_MAX, ran).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(E::from(StoreError::Aborted("the work panicked"))),
            Err(_) => Err(E::from(StoreError::Aborted("the work took too long"))),
        };
        let lost = tx.lost();
        let may_succeed = lost.as_ref().is_some_and(StoreError::is_transient);
        // work that swallowed the error has not done what it says
        let outcome = match lost {
            Some(error) => outcome.and(Err(E::from(error))),
            None => outcome,
        };
        let Some(transaction) = tx.into_inner() else {
            return Err(E::from(StoreError::Aborted("the transaction is gone")));
        };
        let may_retry = match outcome {
            Ok(value) => match transaction.commit().await.map_err(StoreError::from) {
                Ok(()) => return Ok(value),
                // only a conflict is sure not to have been committed
                Err(StoreError::Busy(Some(error))) if is_conflict(&error) && tries < TRIES => true,
                Err(error) => return Err(E::from(error)),
            },
            Err(error) => {
                let _ = transaction.rollback().await;
                if !may_succeed || tries >= TRIES {
                    return Err(error);
                }
                true
            }
        };
        if may_retry {
            // the one that won needs a moment; a fixed step is enough, the tries differ in length
            tokio::time::sleep(Duration::from_millis(5 * u64::from(tries))).await;
        }
    }
}
