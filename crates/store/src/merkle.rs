//! Merkle tree hash as in RFC 6962, 2.1: leaves and nodes are hashed apart, so that no leaf can
//! pass for a node.

use huiyin_core::Digest;
use sha2::{Digest as _, Sha256};

/// The root over leaves in their order; the hash of nothing for none.
pub(crate) fn root(leaves: &[Digest]) -> Digest {
    if leaves.is_empty() {
        return Digest::of(b"");
    }
    let mut level: Vec<Digest> = leaves.iter().map(leaf).collect();
    // pairing neighbours from the left gives the tree of the RFC: a lone last one moves up
    while level.len() > 1 {
        level = level
            .chunks(2)
            .filter_map(|pair| match pair {
                [left, right] => Some(node(left, right)),
                [lone] => Some(*lone),
                _ => None,
            })
            .collect();
    }
    level.first().copied().unwrap_or(Digest::ZERO)
}

fn leaf(digest: &Digest) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(digest.as_bytes());
    Digest::from_bytes(hasher.finalize().into())
}

fn node(left: &Digest, right: &Digest) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update([1]);
    hasher.update(left.as_bytes());
    hasher.update(right.as_bytes());
    Digest::from_bytes(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition in the RFC, by recursion over the largest power of two below n.
    fn by_definition(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => Digest::of(b""),
            [one] => leaf(one),
            many => {
                let mut k = 1;
                while k * 2 < many.len() {
                    k *= 2;
                }
                let (left, right) = many.split_at(k);
                node(&by_definition(left), &by_definition(right))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_rfc() {
        let leaves: Vec<Digest> = (0..70_u8).map(|i| Digest::of(&[i])).collect();
        for n in 0..leaves.len() {
            assert_eq!(
                root(&leaves[..n]),
                by_definition(&leaves[..n]),
                "{n} leaves"
            );
        }
    }

    #[test]
    fn changing_any_leaf_changes_the_root() {
        let leaves: Vec<Digest> = (0..9_u8).map(|i| Digest::of(&[i])).collect();
        for i in 0..leaves.len() {
            let mut other = leaves.clone();
            other[i] = Digest::of(b"other");
            assert_ne!(root(&leaves), root(&other));
        }
    }
}
