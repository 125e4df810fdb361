//! The closed sets of publication.

use crate::coded::coded_enum;

coded_enum! {
    /// 署名与否, as the submitter chose it with the consent.
    Byline {
        Named = "named", "署名";
        Unnamed = "unnamed", "不署名";
    }
}
