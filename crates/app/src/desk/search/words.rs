//! The words of this organisation: what its units and topics are called.

use huiyin_core::search::SearchNames;

use crate::directory::Directory;

/// The terms of the dictionary: the shipped ones, and every name in the directory, one a line.
pub(crate) fn own_terms(shipped: &str, directory: &Directory) -> String {
    let units = directory.units.iter().flat_map(|unit| {
        [&unit.name, &unit.short_name]
            .into_iter()
            .chain(&unit.keywords)
    });
    let topics = directory
        .topics
        .iter()
        .flat_map(|topic| std::iter::once(&topic.name).chain(&topic.keywords));
    let mut names: Vec<&str> = units.chain(topics).map(|name| name.trim()).collect();
    names.retain(|name| !name.is_empty());
    // the order of rows means nothing, and another order must not make a new index
    names.sort_unstable();
    names.dedup();
    let mut terms = shipped.trim_end().to_owned();
    for name in names {
        terms.push('\n');
        // what follows a blank in a line is no term
        terms.extend(name.split_whitespace());
    }
    terms
}

/// What 单位: and 类别: understand.
pub(crate) fn names(directory: &Directory) -> SearchNames {
    let called = |names: [&String; 2]| -> Vec<String> {
        let mut names: Vec<String> = names.into_iter().cloned().collect();
        names.retain(|name| !name.trim().is_empty());
        names.dedup();
        names
    };
    SearchNames {
        units: directory
            .units
            .iter()
            .map(|unit| (unit.id, called([&unit.name, &unit.short_name])))
            .collect(),
        topics: directory
            .topics
            .iter()
            .map(|topic| (topic.id, called([&topic.name, &topic.code])))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use huiyin_core::UnitId;
    use huiyin_store::UnitRow;

    fn unit(id: i64, name: &str, keywords: &[&str]) -> UnitRow {
        UnitRow {
            id: UnitId(id),
            code: format!("u{id}"),
            name: name.to_owned(),
            short_name: String::new(),
            parent: None,
            branch: String::new(),
            keywords: keywords.iter().map(|word| (*word).to_owned()).collect(),
            is_desk: false,
            is_active: true,
            sort_no: 0,
            merged_into: None,
            leader: None,
        }
    }

    #[test]
    fn names_of_units_are_terms_whatever_the_order_of_rows() {
        let (one, two) = (
            unit(1, "星海湾 总站", &["星海湾"]),
            unit(2, "旅顺口区总工会", &[]),
        );
        let forth = Directory::new(vec![one.clone(), two.clone()], Vec::new());
        let back = Directory::new(vec![two, one], Vec::new());
        let terms = own_terms("# 用语\n互助保障\n", &forth);
        assert_eq!(terms, own_terms("# 用语\n互助保障\n", &back));
        let lines: Vec<&str> = terms.lines().skip(2).collect();
        assert_eq!(lines, ["旅顺口区总工会", "星海湾", "星海湾总站"]);
    }
}
