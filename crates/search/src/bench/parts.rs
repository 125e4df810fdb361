//! What the files of an index consist of.

use std::collections::BTreeMap;

use tantivy::Searcher;
use tantivy::space_usage::PerFieldSpaceUsage;

/// Bytes by component and field, the largest first.
pub(super) fn of(searcher: &Searcher) -> std::io::Result<Vec<(String, u64)>> {
    let usage = searcher.space_usage()?;
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    let mut add = |name: String, bytes: u64| *sums.entry(name).or_default() += bytes;
    for segment in usage.segments() {
        let components: [(&str, &PerFieldSpaceUsage); 5] = [
            ("词典", segment.termdict()),
            ("倒排", segment.postings()),
            ("位置", segment.positions()),
            ("列", segment.fast_fields()),
            ("长度", segment.fieldnorms()),
        ];
        for (component, per_field) in components {
            for field in per_field.fields() {
                let name = format!("{component} {}", field.field_name());
                add(name, field.total().get_bytes());
            }
        }
        add("原文".to_owned(), segment.store().total().get_bytes());
        add("删除标记".to_owned(), segment.deletes().get_bytes());
    }
    let mut parts: Vec<(String, u64)> = sums.into_iter().filter(|(_, n)| *n > 0).collect();
    parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    Ok(parts)
}
