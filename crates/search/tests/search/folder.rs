//! The index folder can be deleted, damaged, copied over and opened twice; the database is the
//! truth, and the index says from where to replay.

use huiyin_core::SuggestionId;
use huiyin_core::search::IndexState;
use huiyin_search::{Analyser, Index, IndexError};

use crate::material::{Shelf, analyser, ask, ids, item};

fn filled() -> Shelf {
    let shelf = Shelf::with(vec![item(1, "食堂", "素菜"), item(2, "停车", "车位")]);
    shelf.index.level().unwrap();
    shelf
}

/// The copy that answers lies in the first slot.
fn slot(shelf: &tempfile::TempDir) -> std::path::PathBuf {
    shelf.path().join("a")
}

#[test]
fn a_reopened_index_knows_its_place() {
    let Shelf { index, folder } = filled();
    index.apply(Vec::new(), vec![SuggestionId(2)], 17).unwrap();
    drop(index);
    let index = Index::open(folder.path(), analyser()).unwrap();
    assert_eq!(index.applied_seq(), 17);
    assert_eq!(index.len(), 1);
    assert_eq!(ids(&ask(&index, "食堂")), [1]);
}

#[test]
fn the_same_id_is_replaced_also_within_one_batch() {
    let Shelf {
        index,
        folder: _folder,
    } = filled();
    index
        .apply(
            vec![item(1, "旧", "旧文"), item(1, "班车", "晚点")],
            vec![SuggestionId(9)],
            2,
        )
        .unwrap();
    assert_eq!(ids(&ask(&index, "食堂")), [] as [i64; 0]);
    assert_eq!(ids(&ask(&index, "旧文")), [] as [i64; 0]);
    assert_eq!(ids(&ask(&index, "班车")), [1]);
    assert_eq!((index.len(), index.applied_seq()), (2, 2));
}

#[test]
fn a_deleted_folder_starts_at_zero() {
    let Shelf { index, folder } = filled();
    drop(index);
    std::fs::remove_dir_all(folder.path()).unwrap();
    let index = Index::open(folder.path(), analyser()).unwrap();
    assert_eq!((index.applied_seq(), index.len()), (0, 0));
    assert_eq!(ask(&index, "食堂").total, 0);
    index
        .apply(vec![item(1, "食堂", "")], Vec::new(), 3)
        .unwrap();
    assert_eq!(ids(&ask(&index, "食堂")), [1]);
}

#[test]
fn any_damaged_file_leads_to_a_fresh_index() {
    let names = {
        let Shelf { index, folder } = filled();
        drop(index);
        let mut names: Vec<_> = std::fs::read_dir(slot(&folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .filter(|name| !name.to_string_lossy().ends_with(".lock"))
            .collect();
        names.sort();
        names
    };
    let kinds = names.len();
    for place in 0..kinds {
        for damage in ["cut", "flipped", "deleted"] {
            let Shelf { index, folder } = filled();
            drop(index);
            let mut files: Vec<_> = std::fs::read_dir(slot(&folder))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_none_or(|ext| ext != "lock"))
                .collect();
            files.sort_by_key(|path| (path.extension().map(ToOwned::to_owned), path.clone()));
            let Some(file) = files.get(place) else {
                continue;
            };
            let mut bytes = std::fs::read(file).unwrap();
            match damage {
                "cut" => std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap(),
                "deleted" => std::fs::remove_file(file).unwrap(),
                _ => {
                    let middle = bytes.len() / 2;
                    bytes[middle] ^= 0x55;
                    std::fs::write(file, &bytes).unwrap();
                }
            }
            let index = Index::open(folder.path(), analyser())
                .unwrap_or_else(|error| panic!("{damage} {}: {error:?}", file.display()));
            let answers = IndexState::Rebuilding {
                answers: true,
                applied_seq: 0,
            };
            if index.applied_seq() == 0 {
                // a copy whose stamp alone is damaged still answers
                let expect = if index.state() == answers { 2 } else { 0 };
                assert_eq!(index.len(), expect, "{damage} {}", file.display());
            } else {
                assert_eq!(
                    ids(&ask(&index, "食堂")),
                    [1],
                    "{damage} {}",
                    file.display()
                );
            }
            index
                .apply(vec![item(1, "食堂", "")], Vec::new(), 3)
                .unwrap();
            assert_eq!(ids(&ask(&index, "食堂")), [1]);
        }
    }
}

fn both(index: &Index) -> Vec<i64> {
    let mut found = ids(&ask(index, "食堂"));
    found.sort_unstable();
    found
}

#[test]
fn an_old_index_answers_until_the_new_one_is_whole() {
    let Shelf { index, folder } = filled();
    assert_eq!(index.state(), IndexState::Ready);
    drop(index);
    let index = Index::open(folder.path(), Analyser::new("双走双促")).unwrap();
    let rebuilding = |applied_seq| IndexState::Rebuilding {
        answers: true,
        applied_seq,
    };
    assert_eq!((index.applied_seq(), index.len()), (0, 2));
    assert_eq!(index.state(), rebuilding(0));
    assert_eq!(ids(&ask(&index, "食堂")), [1]);
    // what came after the old one was last level is shown as well
    index
        .apply(vec![item(1, "食堂", "素菜")], Vec::new(), 1)
        .unwrap();
    index
        .apply(vec![item(3, "食堂", "双走双促")], vec![SuggestionId(2)], 7)
        .unwrap();
    assert_eq!(index.state(), rebuilding(7));
    assert_eq!(both(&index), [1, 3]);
    assert_eq!(ask(&index, "停车").total, 0);
    index.level().unwrap();
    assert_eq!((index.state(), index.len()), (IndexState::Ready, 2));
    assert_eq!(both(&index), [1, 3]);
    drop(index);
    // killed before it was whole: the next start goes on where this one was
    let index = Index::open(folder.path(), analyser()).unwrap();
    index
        .apply(vec![item(1, "食堂", "素菜")], Vec::new(), 4)
        .unwrap();
    drop(index);
    let index = Index::open(folder.path(), analyser()).unwrap();
    assert_eq!((index.applied_seq(), index.len()), (4, 2));
    index.level().unwrap();
    assert_eq!((index.state(), index.len()), (IndexState::Ready, 1));
}

#[test]
fn other_terms_begin_a_new_copy_while_running() {
    let Shelf {
        index,
        folder: _folder,
    } = filled();
    index.use_terms("").unwrap();
    assert_eq!(index.state(), IndexState::Ready);
    index.use_terms("双走双促\n滨海市总工会").unwrap();
    assert_eq!(
        index.state(),
        IndexState::Rebuilding {
            answers: true,
            applied_seq: 0
        }
    );
    assert_eq!(ids(&ask(&index, "食堂")), [1]);
    index
        .apply(vec![item(1, "食堂", "滨海市总工会")], Vec::new(), 1)
        .unwrap();
    index.level().unwrap();
    assert_eq!((index.state(), index.len()), (IndexState::Ready, 1));
    assert_eq!(ids(&ask(&index, "市总工会")), [1]);
}

#[test]
fn a_new_index_is_not_whole_before_it_is_level() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path(), analyser()).unwrap();
    index
        .apply(vec![item(1, "食堂", "")], Vec::new(), 1)
        .unwrap();
    assert_eq!(
        index.state(),
        IndexState::Rebuilding {
            answers: false,
            applied_seq: 1
        }
    );
    index.level().unwrap();
    assert_eq!(index.state(), IndexState::Ready);
    index.reset().unwrap();
    assert_eq!(
        index.state(),
        IndexState::Rebuilding {
            answers: false,
            applied_seq: 0
        }
    );
}

#[test]
fn files_of_others_in_the_folder_survive() {
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("letters.xlsx");
    std::fs::write(&letter, "precious").unwrap();
    let index = Index::open(folder.path(), analyser()).unwrap();
    index.reset().unwrap();
    assert_eq!(std::fs::read_to_string(letter).unwrap(), "precious");
}

#[test]
fn one_writes_and_others_read() {
    let Shelf { index, folder } = filled();
    let second = Index::open(folder.path(), analyser());
    assert!(matches!(second, Err(IndexError::Locked(_))));

    let reader = Index::open_read_only(folder.path(), analyser()).unwrap();
    assert_eq!(ids(&ask(&reader, "食堂")), [1]);
    assert!(matches!(
        reader.apply(Vec::new(), Vec::new(), 9),
        Err(IndexError::ReadOnly)
    ));
    index
        .apply(vec![item(3, "食堂", "")], Vec::new(), 5)
        .unwrap();
    assert_eq!(ids(&ask(&reader, "食堂")), [1]);
    reader.refresh().unwrap();
    assert_eq!(ask(&reader, "食堂").total, 2);
    assert_eq!(reader.applied_seq(), 5);

    // the lock goes with the writer
    drop(index);
    assert!(Index::open(folder.path(), analyser()).is_ok());
}

#[test]
fn readers_come_and_go_while_somebody_writes() {
    let Shelf { index, folder } = filled();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for id in 10..50 {
                index
                    .apply(vec![item(id, "食堂", "班车")], Vec::new(), id)
                    .unwrap();
            }
        });
        let mut seen = 0;
        while seen < 40 {
            let reader = Index::open_read_only(folder.path(), analyser()).unwrap();
            let now = ask(&reader, "班车").total;
            assert!(now >= seen, "{now} after {seen}");
            seen = now;
        }
    });
}

#[test]
fn events_without_documents_move_the_position_for_readers_too() {
    let Shelf { index, folder } = filled();
    let reader = Index::open_read_only(folder.path(), analyser()).unwrap();
    index.apply(Vec::new(), Vec::new(), 8).unwrap();
    assert_eq!((index.applied_seq(), index.len()), (8, 2));
    reader.refresh().unwrap();
    assert_eq!((reader.applied_seq(), reader.len()), (8, 2));
}

#[test]
fn nothing_to_read_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Index::open_read_only(folder.path(), analyser());
    assert!(matches!(missing, Err(IndexError::Missing(_))));
    let nowhere = Index::open_read_only(&folder.path().join("nowhere"), analyser());
    assert!(matches!(nowhere, Err(IndexError::Missing(_))));
}

#[test]
fn a_folder_that_goes_away_while_open_can_be_reset() {
    let Shelf { index, folder } = filled();
    std::fs::remove_dir_all(folder.path()).unwrap();
    // what is mapped can still be read
    assert_eq!(ids(&ask(&index, "食堂")), [1]);
    let error = index
        .apply(vec![item(3, "食堂", "")], Vec::new(), 5)
        .unwrap_err();
    assert!(error.needs_rebuild(), "{error:?}");
    index.reset().unwrap();
    assert_eq!((index.applied_seq(), index.len()), (0, 0));
    index
        .apply(vec![item(3, "食堂", "")], Vec::new(), 5)
        .unwrap();
    assert_eq!(ids(&ask(&index, "食堂")), [3]);
}

#[test]
fn a_path_that_is_no_folder_is_an_error_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Index::open(&file, analyser()).unwrap_err();
    assert!(error.to_string().starts_with("无法读写索引目录"), "{error}");
}
