//! HEIC photos of iPhones.

use super::errors::UploadReason;

/// There is no decoder for HEIC here, so nothing can be drawn anew; a photo whose place of taking
/// may be inside is not kept.
pub(super) const fn strip(_bytes: &[u8]) -> Result<Vec<u8>, UploadReason> {
    Err(UploadReason::MetadataStays)
}
