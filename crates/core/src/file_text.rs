//! 附件文字: the words that stand in a file, read once, so that search finds them.

use crate::coded::coded_enum;

coded_enum! {
    /// What came of reading a file.
    TextState {
        Read = "read", "已读出";
        Cut = "cut", "只读出前一部分";
        Empty = "empty", "没有文字";
        Locked = "locked", "有密码，读不出";
        Damaged = "damaged", "已损坏，读不出";
        TooLarge = "too_large", "解开后过大，没有读";
        TooSlow = "too_slow", "读得太久，没有读";
    }
}

/// The words of one file; empty unless the state says that something was read.
#[derive(Clone, PartialEq, Eq)]
pub struct FileText {
    pub state: TextState,
    pub text: String,
}

impl FileText {
    /// A file of which nothing was read.
    pub const fn without(state: TextState) -> Self {
        Self {
            state,
            text: String::new(),
        }
    }
}

/// A file may be somebody's letter: a log shows what came of it only.
impl std::fmt::Debug for FileText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileText")
            .field("state", &self.state)
            .field("bytes", &self.text.len())
            .finish()
    }
}
