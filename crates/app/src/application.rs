//! The application: everything a use case needs, put together by the binary.

use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{Actor, Clock, Ctx, Entropy, Scope, StaffActor};
use huiyin_search::Index;
use huiyin_store::{Read, Store};
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
pub struct App(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    settings: Settings,
    directory: RwLock<Arc<Directory>>,
    policy: RwLock<Arc<Policy>>,
    /// Which policy is in memory: its number, and the day as of which it was read.
    loaded: Mutex<(i64, NaiveDate)>,
    /// Set once the index is open; until then search says so.
    index: OnceLock<Arc<Index>>,
    /// Hashing a password takes 19 MiB and 70 ms of a core: two at a time are enough.
    hashing: Arc<tokio::sync::Semaphore>,
    /// One permit for each thread that reads files; a file that is never finished keeps its own.
    pub(crate) reading: Arc<tokio::sync::Semaphore>,
    /// Up to which attachment all files were looked at.
    pub(crate) files_looked_at: AtomicI64,
    /// Set by a search that found the index broken; the follower makes a new one.
    pub(crate) index_is_broken: AtomicBool,
    /// Up to which number the index held the ledger when it was last level.
    pub(crate) index_was_level_at: AtomicI64,
    /// Up to which number the index was told what is not written into it yet.
    pub(crate) freshened_to: AtomicI64,
    /// The directory whose names the index was told.
    told_index: Mutex<Option<Arc<Directory>>>,
    /// The terms that are shipped for the dictionary of the index.
    shipped_terms: OnceLock<String>,
    /// Up to which reading of a file the words are in the index; -1: not known yet.
    pub(crate) texts_indexed: AtomicI64,
    /// Tells the followers that there is something new, so they need not wait for their turn.
    pub(crate) written: tokio::sync::Notify,
}

impl App {
    /// Reads directory and policy from the database, which must be migrated and seeded.
    ///
    /// # Errors
    /// [`AppError::Internal`] when the configuration in the database is not usable.
    pub async fn start(parts: Parts) -> Result<Self, AppError> {
        let read = parts.store.read();
        // the number first: a change in between is found by the next look
        let no = read.policy_no().await?;
        let day = time::local_date(parts.clock.now());
        let (directory, policy) =
            crate::seed::load_configuration(&read, &parts.settings, day).await?;
        Ok(Self(Arc::new(Inner {
            store: parts.store,
            clock: parts.clock,
            entropy: parts.entropy,
            settings: parts.settings,
            directory: RwLock::new(Arc::new(directory)),
            policy: RwLock::new(Arc::new(policy)),
            loaded: Mutex::new((no, day)),
            index: OnceLock::new(),
            hashing: Arc::new(tokio::sync::Semaphore::new(2)),
            reading: Arc::new(tokio::sync::Semaphore::new(2)),
            files_looked_at: AtomicI64::new(0),
            index_is_broken: AtomicBool::new(false),
            index_was_level_at: AtomicI64::new(0),
            freshened_to: AtomicI64::new(0),
            told_index: Mutex::new(None),
            shipped_terms: OnceLock::new(),
            texts_indexed: AtomicI64::new(-1),
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
        self.reload_from(&self.store().read()).await
    }

    /// The policy in force, as a transaction sees it. Another node may have changed it.
    ///
    /// # Errors
    /// As [`App::reload_configuration`].
    pub(crate) async fn policy_in(&self, read: &Read) -> Result<Arc<Policy>, AppError> {
        self.refresh(read).await?;
        Ok(self.policy())
    }

    /// Reads the configuration again when an administrator changed it, on whatever node, or when
    /// a new day has begun, on which another version may hold. Costs one small row otherwise.
    ///
    /// # Errors
    /// As [`App::reload_configuration`].
    pub async fn refresh(&self, read: &Read) -> Result<(), AppError> {
        let current = (read.policy_no().await?, time::local_date(self.now()));
        let loaded = *self.0.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded == current {
            return Ok(());
        }
        self.reload_from(read).await
    }

    async fn reload_from(&self, read: &Read) -> Result<(), AppError> {
        let current = (read.policy_no().await?, time::local_date(self.now()));
        let (directory, policy) =
            crate::seed::load_configuration(read, self.settings(), current.1).await?;
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
        *self.0.loaded.lock().unwrap_or_else(PoisonError::into_inner) = current;
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

    /// The terms for the dictionary of the index: `shipped`, and every name in the directory. From
    /// now on the follower gives the index new ones whenever the directory changes.
    pub fn index_terms(&self, shipped: &str) -> String {
        // a second call brings the same
        let kept = self.0.shipped_terms.get_or_init(|| shipped.to_owned());
        crate::desk::own_terms(kept, &self.directory())
    }

    pub(crate) fn shipped_terms(&self) -> Option<&str> {
        self.0.shipped_terms.get().map(String::as_str)
    }

    /// Whether the index was not told the names of this directory yet.
    pub(crate) fn is_new_to_index(&self, directory: &Arc<Directory>) -> bool {
        let told = self
            .0
            .told_index
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        told.as_ref()
            .is_none_or(|told| !Arc::ptr_eq(told, directory))
    }

    pub(crate) fn told_index(&self, directory: Arc<Directory>) {
        *self
            .0
            .told_index
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(directory);
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
