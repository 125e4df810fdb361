//! What is written: the documents of the ledger, until the copy is level with it.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use huiyin_core::SuggestionId;
use huiyin_core::search::IndexDocument;

use super::{Index, Standing, no_writer};
use crate::copy;
use crate::error::IndexError;
use crate::folder::Stamp;
use crate::merging;
use crate::schema;

/// Texts that a copy in the making holds back before they are committed, in bytes.
const GATHERED_BYTES_MAX: usize = 64 << 20;

impl Index {
    /// Puts in `docs`, each in place of an older one with the same id, takes out `removed`, and
    /// notes the ledger position. All of it happens or nothing, durably; when it returns, searches
    /// see it. Waits for the dictionary. One commit costs some fsyncs: hand over what there is,
    /// some thousand documents at a time. The position is written even without documents, because
    /// readers in other processes wait for it.
    ///
    /// # Errors
    /// On [`IndexError::needs_rebuild`], [`Self::reset`] and replay.
    pub fn apply(
        &self,
        docs: Vec<IndexDocument>,
        removed: Vec<SuggestionId>,
        up_to_seq: i64,
    ) -> Result<(), IndexError> {
        self.take(docs, removed, up_to_seq, 0)
    }

    /// As [`Self::apply`]; but a copy in the making, which nobody asks, is written to the disk only
    /// now and then: many small segments would have to be merged again. After a crash the last
    /// 64 MB of texts at most come again.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub fn gather(
        &self,
        docs: Vec<IndexDocument>,
        removed: Vec<SuggestionId>,
        up_to_seq: i64,
    ) -> Result<(), IndexError> {
        let is_asked = self.standing() == Standing::Level;
        self.take(
            docs,
            removed,
            up_to_seq,
            if is_asked { 0 } else { GATHERED_BYTES_MAX },
        )
    }

    fn take(
        &self,
        docs: Vec<IndexDocument>,
        removed: Vec<SuggestionId>,
        up_to_seq: i64,
        most: usize,
    ) -> Result<(), IndexError> {
        let mut pen = self.pen()?;
        let target = Arc::clone(&pen.target);
        target.analyser.load();
        pen.gathered += docs.iter().map(schema::text_bytes).sum::<usize>();
        let gathered = pen.gathered;
        let writer = pen.writer.as_mut().ok_or_else(no_writer)?;
        let done = copy::put(writer, &target.fields, &docs, &removed).and_then(|()| {
            if gathered >= most {
                copy::commit(writer, up_to_seq)?;
                target.reader.reload()?;
            }
            Ok(())
        });
        if let Err(error) = done {
            // half a batch must not slip into the next commit
            if let Err(second) = writer.rollback() {
                tracing::warn!(error = %second, "cannot roll back the index writer");
            }
            if pen.has_gathered {
                // what was gathered before is gone with it
                let seq = copy::applied_seq(&target).unwrap_or(0);
                self.applied_seq.store(seq, Ordering::Release);
            }
            (pen.gathered, pen.has_gathered) = (0, false);
            return Err(target.slot.explain(error));
        }
        pen.has_gathered = gathered < most;
        if gathered >= most {
            pen.gathered = 0;
        }
        self.applied_seq.store(up_to_seq, Ordering::Release);
        match self.standing() {
            Standing::Level | Standing::Young => {
                let revisions: HashMap<i64, i64> =
                    docs.iter().map(|item| (item.id.0, item.revision)).collect();
                self.fresh.settled(&revisions, &removed);
            }
            // the copy that answers does not get these
            Standing::Behind { answered_seq } if up_to_seq > answered_seq => {
                self.fresh.take_out(&removed);
                self.fresh.put(docs, &self.live().analyser);
            }
            Standing::Behind { .. } => {}
        }
        Ok(())
    }

    /// Says that the ledger has no more at the moment: a copy in the making is whole now and
    /// answers from here on. Call it whenever the end is reached.
    ///
    /// # Errors
    /// [`IndexError::Folder`] when the folder cannot be written.
    pub fn level(&self) -> Result<(), IndexError> {
        if self.standing() == Standing::Level {
            return Ok(());
        }
        let mut pen = self.pen()?;
        let target = Arc::clone(&pen.target);
        let writer = pen.writer.as_mut().ok_or_else(no_writer)?;
        // from now on it is asked, so its segments are worth merging; the commit begins with it
        merging::at_the_end(writer);
        let committed = copy::commit(writer, self.applied_seq());
        merging::in_use(writer);
        committed
            .and_then(|()| target.reader.reload())
            .map_err(|error| target.slot.explain(error))?;
        (pen.gathered, pen.has_gathered) = (0, false);
        pen.target.slot.put_stamp(Stamp {
            fingerprint: schema::fingerprint(pen.target.analyser.digest()),
            is_complete: true,
        })?;
        let before = self.live();
        let was = self.standing();
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&pen.target);
        self.stand(Standing::Level);
        if let Standing::Behind { .. } = was {
            self.fresh.clear();
            // searches that still run on it keep their files open
            before.slot.empty()?;
        }
        Ok(())
    }

    /// Waits until everything written lies as it will stay: segments merged, their forerunners
    /// removed. Only a measurement needs to wait for that.
    pub(crate) fn settle(&self) -> Result<(), IndexError> {
        let mut pen = self.pen()?;
        let target = Arc::clone(&pen.target);
        let writer = pen.writer.take().ok_or_else(no_writer)?;
        let wait = || {
            writer.wait_merging_threads()?;
            target.reader.reload()?;
            let writer = copy::new_writer(target.reader.searcher().index(), true)?;
            writer.garbage_collect_files().wait()?;
            Ok(writer)
        };
        pen.writer = Some(wait().map_err(|error| target.slot.explain(error))?);
        Ok(())
    }
}
