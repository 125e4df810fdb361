//! The application: everything a use case needs, put together by the binary.

use std::sync::{Arc, OnceLock, RwLock};

use huiyin_core::time::{self, Instant};
use huiyin_core::{Actor, Clock, Ctx, Entropy, Scope, StaffActor};
use huiyin_search::Index;
use huiyin_store::Store;
use huiyin_workflow::Policy;

use crate::directory::Directory;
use crate::error::AppError;
use crate::settings::Settings;

/// What the binary (or a test) hands over.
pub struct Parts {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub settings: Settings,
}

/// Shared by every request and worker; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    settings: Settings,
    directory: RwLock<Arc<Directory>>,
    policy: RwLock<Arc<Policy>>,
    /// Set once the index is open; until then search says so.
    index: OnceLock<Arc<Index>>,
    /// Hashing a password takes 19 MiB and 70 ms of a core: two at a time are enough.
    hashing: Arc<tokio::sync::Semaphore>,
    /// Tells the followers that there is something new, so they need not wait for their turn.
    pub(crate) written: tokio::sync::Notify,
}

impl App {
    /// Reads directory and policy from the database, which must be migrated and seeded.
    ///
    /// # Errors
    /// [`AppError::Internal`] when the configuration in the database is not usable.
    pub async fn start(parts: Parts) -> Result<Self, AppError> {
        let (directory, policy) =
            crate::seed::load_configuration(&parts.store, &parts.settings).await?;
        Ok(Self(Arc::new(Inner {
            store: parts.store,
            clock: parts.clock,
            entropy: parts.entropy,
            settings: parts.settings,
            directory: RwLock::new(Arc::new(directory)),
            policy: RwLock::new(Arc::new(policy)),
            index: OnceLock::new(),
            hashing: Arc::new(tokio::sync::Semaphore::new(2)),
            written: tokio::sync::Notify::new(),
        })))
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Now, cut to the precision that rows keep.
    pub fn now(&self) -> Instant {
        time::to_micros(self.0.clock.now())
    }

    pub(crate) fn entropy<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.entropy.fill(&mut bytes);
        bytes
    }

    /// A random token of 128 bits for a form that must be registered once.
    pub fn form_token(&self) -> String {
        hex::encode(self.entropy::<16>())
    }

    pub(crate) fn hashing(&self) -> Arc<tokio::sync::Semaphore> {
        Arc::clone(&self.0.hashing)
    }

    pub(crate) fn written(&self) -> &tokio::sync::Notify {
        &self.0.written
    }

    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(
            &self
                .0
                .directory
                .read()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }

    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(
            &self
                .0
                .policy
                .read()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }

    /// Reads directory and policy again, after an administrator changed them.
    ///
    /// # Errors
    /// As [`App::start`]; the old ones stay in force then.
    pub async fn reload_configuration(&self) -> Result<(), AppError> {
        let (directory, policy) =
            crate::seed::load_configuration(self.store(), self.settings()).await?;
        *self
            .0
            .directory
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(directory);
        *self
            .0
            .policy
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(policy);
        Ok(())
    }

    /// The index, once it is open.
    pub fn index(&self) -> Option<Arc<Index>> {
        self.0.index.get().cloned()
    }

    /// Hands over the opened index; the first one stays.
    pub fn set_index(&self, index: Arc<Index>) {
        if self.0.index.set(index).is_err() {
            tracing::warn!("an index is already open; the second one is ignored");
        }
    }

    /// The circumstances of a staff member acting now.
    pub fn staff_ctx(&self, actor: &StaffActor) -> Ctx {
        Ctx {
            actor: Actor::Staff(actor.clone()),
            now: self.now(),
        }
    }

    /// The circumstances of a worker acting now.
    pub fn system_ctx(&self, worker: &'static str) -> Ctx {
        Ctx {
            actor: Actor::System(worker),
            now: self.now(),
        }
    }

    /// What a staff member may list, count, search and open.
    pub fn scope(&self, actor: &StaffActor) -> Scope {
        let directory = self.directory();
        let (below, counts_as) = (directory.below(actor.unit), directory.counts_as(actor.unit));
        Scope::of(actor, &below, &counts_as)
    }
}
