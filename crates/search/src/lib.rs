//! Everything that reads Chinese text: normaliser, dictionary, tokenizers, index, query, snippets.
//!
//! The database is the truth; an [`Index`] is a follower that can be deleted and replayed from
//! sequence number 0. All calls block (files, a dictionary): async callers use a blocking thread.
//!
//! A query goes through [`Normalised`] like the texts did, is split at blanks into words, and
//! finds every suggestion that contains each word as a substring: character bigrams with their
//! places make this exact, whatever a dictionary thinks of the words. The dictionary adds texts
//! that hold all the words apart from each other, and ranks. Permission is a clause of the query.

mod analyser;
mod asking;
pub mod bench;
mod bits;
mod characters;
mod columns;
mod copy;
mod cursor;
mod error;
mod facts;
mod folder;
mod fresh;
mod gate;
mod hit;
mod index;
mod language;
mod lookup;
mod matching;
mod meant;
mod merging;
mod needle;
mod normalise;
mod pieces;
mod rank;
mod relaxed;
mod scan;
mod schema;
mod search;
mod similar;
mod snippet;
mod sounds;
mod squeeze;
mod suggest;
mod synonyms;
mod tally;
mod tokenizers;
mod top;
mod vocabulary;
mod walk;
mod weigh;

pub use analyser::Analyser;
pub use error::IndexError;
pub use index::Index;
pub use normalise::Normalised;
pub use scan::Scan;
