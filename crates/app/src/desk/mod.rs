//! What staff look at: the worklist and one suggestion.

pub mod calendar_import;
mod gate_counts;
mod notices;
mod search;
mod view;
mod worklist;

pub use gate_counts::{gate_words, recent_gate_counts};
pub use huiyin_store::{Worklist, WorklistQuery};
pub use notices::{notices, read_notices};
pub use search::search;
pub use view::{SuggestionView, view};
pub use worklist::{WorklistItem, WorklistItems, worklist};
