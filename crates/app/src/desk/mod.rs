//! What staff look at: the worklist and one suggestion.

pub mod calendar_import;
mod search;
mod view;
mod worklist;

pub use huiyin_store::{Worklist, WorklistQuery};
pub use search::search;
pub use view::{SuggestionView, view};
pub use worklist::{WorklistItem, WorklistItems, worklist};
