//! When segments become one. Every segment has a dictionary of its own, which costs space and a
//! look-up for each term; but a merge reads and writes everything it touches.

use tantivy::index::SegmentId;
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};
use tantivy::{IndexWriter, SegmentMeta};

/// Segments of about the same size that become one. Half of the usual number pays, for letters
/// come in one by one.
const SEGMENTS_BEFORE_MERGE: usize = 4;
/// Above this size nothing is merged any more.
const MERGED_DOCS_MAX: usize = 2_000_000;
/// Above this size there are two segments at the end, for a search walks over them side by side.
const HALVED_DOCS_MIN: u32 = 200_000;

/// So few documents are searched at once however they lie.
const FEW_DOCS: u32 = 5_000;

/// For an index in use.
pub(crate) fn in_use(writer: &IndexWriter) {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(SEGMENTS_BEFORE_MERGE);
    policy.set_max_docs_before_merge(MERGED_DOCS_MAX);
    writer.set_merge_policy(Box::new(policy));
}

/// For the commit that ends the making of a copy: nothing was merged until then, and now
/// everything is, once.
pub(crate) fn at_the_end(writer: &IndexWriter) {
    writer.set_merge_policy(Box::new(Everything));
}

#[derive(Debug)]
struct Everything;

impl MergePolicy for Everything {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let docs: u32 = segments.iter().map(SegmentMeta::num_docs).sum();
        if docs < FEW_DOCS {
            return Vec::new();
        }
        let n = if docs < HALVED_DOCS_MIN { 1 } else { 2 };
        let mut parts: Vec<(u32, Vec<SegmentId>)> = vec![(0, Vec::new()); n];
        let mut by_size: Vec<&SegmentMeta> = segments.iter().collect();
        by_size.sort_by_key(|one| std::cmp::Reverse(one.num_docs()));
        for segment in by_size {
            if let Some((size, part)) = parts.iter_mut().min_by_key(|(size, _)| *size) {
                *size += segment.num_docs();
                part.push(segment.id());
            }
        }
        let parts = parts.into_iter().filter(|(_, part)| part.len() > 1);
        parts.map(|(_, part)| MergeCandidate(part)).collect()
    }
}
