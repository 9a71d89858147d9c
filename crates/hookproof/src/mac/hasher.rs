//! SHA-1 and SHA-2 over pieces: the padding of FIPS 180-4 (section 5.1) around RustCrypto's compression functions.
//!
//! One hasher for all of them, and its state is at hand: HMAC keeps the states after its two pads, which is what
//! verification keys are made of, and a delivery costs the blocks of its message and nothing else.

use crate::scheme::Hash;
use crate::text::copy;
use sha1::block_api::compress;
use sha2::block_api::{compress256, compress512};
use zeroize::optimization_barrier;

/// The largest block of a hash, in bytes.
pub(super) const MAX_BLOCK: usize = 128;

/// FIPS 180-4, section 5.3.
const SHA1: [u32; 8] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0, 0, 0, 0];
const SHA256: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
const SHA384: [u64; 8] = [
    0xcbbb_9d5d_c105_9ed8,
    0x629a_292a_367c_d507,
    0x9159_015a_3070_dd17,
    0x152f_ecd8_f70e_5939,
    0x6733_2667_ffc0_0b31,
    0x8eb4_4a87_6858_1511,
    0xdb0c_2e0d_64f9_8fa7,
    0x47b5_481d_befa_4fa4,
];
const SHA512: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

/// The state of a hash between two blocks.
#[derive(Clone, Copy)]
enum Words {
    /// SHA-1's five words are the first.
    Narrow([u32; 8]),
    Wide([u64; 8]),
}

/// A hash, and what it has taken in: whole blocks only.
#[derive(Clone, Copy)]
pub(super) struct State {
    hash: Hash,
    words: Words,
}

impl State {
    pub(super) const fn new(hash: Hash) -> State {
        let words = match hash {
            Hash::Sha1 => Words::Narrow(SHA1),
            Hash::Sha256 => Words::Narrow(SHA256),
            Hash::Sha384 => Words::Wide(SHA384),
            Hash::Sha512 => Words::Wide(SHA512),
        };
        State { hash, words }
    }

    /// The number of bytes of a digest.
    pub(super) const fn digest_len(&self) -> usize {
        self.hash.len()
    }

    /// The number of bytes of a block.
    pub(super) const fn block_len(&self) -> usize {
        match self.words {
            Words::Narrow(_) => 64,
            Words::Wide(_) => 128,
        }
    }

    /// Takes in the whole blocks of `bytes`; returns the rest.
    #[inline(never)]
    pub(super) fn absorb<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        match &mut self.words {
            Words::Narrow(words) => {
                let (blocks, rest) = bytes.as_chunks();
                match words {
                    [a, b, c, d, e, ..] if self.hash == Hash::Sha1 => {
                        let mut five = [*a, *b, *c, *d, *e];
                        compress(&mut five, blocks);
                        [*a, *b, *c, *d, *e] = five;
                    }
                    words => compress256(words, blocks),
                }
                rest
            }
            Words::Wide(words) => {
                let (blocks, rest) = bytes.as_chunks();
                compress512(words, blocks);
                rest
            }
        }
    }

    /// The words as a verification key holds them, each with its last byte first; returns how many bytes they are.
    pub(super) fn write_words(&self, out: &mut [u8]) -> usize {
        match &self.words {
            Words::Narrow(words) => {
                let words = words.get(..self.words_len() / 4).unwrap_or_default();
                let (chunks, _) = out.as_chunks_mut();
                chunks.iter_mut().zip(words).for_each(|(chunk, word)| *chunk = word.to_le_bytes());
            }
            Words::Wide(words) => {
                let (chunks, _) = out.as_chunks_mut();
                chunks.iter_mut().zip(words).for_each(|(chunk, word)| *chunk = word.to_le_bytes());
            }
        }
        self.words_len()
    }

    /// Takes over the words that [`write_words`](State::write_words) has written.
    pub(super) fn read_words(&mut self, bytes: &[u8]) {
        match &mut self.words {
            Words::Narrow(words) => {
                let (chunks, _) = bytes.as_chunks();
                words.iter_mut().zip(chunks).for_each(|(word, chunk)| *word = u32::from_le_bytes(*chunk));
            }
            Words::Wide(words) => {
                let (chunks, _) = bytes.as_chunks();
                words.iter_mut().zip(chunks).for_each(|(word, chunk)| *word = u64::from_le_bytes(*chunk));
            }
        }
    }

    /// The number of bytes of all words: of SHA-384, more than its digest has.
    pub(super) const fn words_len(&self) -> usize {
        match self.hash {
            Hash::Sha1 => 20,
            Hash::Sha256 => 32,
            Hash::Sha384 | Hash::Sha512 => 64,
        }
    }

    /// Overwrites the words.
    pub(super) fn wipe(&mut self) {
        self.words = Words::Wide([0; 8]);
        optimization_barrier(&self.words);
    }

    /// Writes the words, each with its first byte first: the digest, and what is beyond it.
    fn write_digest(&self, out: &mut [u8; MAX_BLOCK]) {
        match &self.words {
            Words::Narrow(words) => {
                let (chunks, _) = out.as_chunks_mut();
                chunks.iter_mut().zip(words).for_each(|(chunk, word)| *chunk = word.to_be_bytes());
            }
            Words::Wide(words) => {
                let (chunks, _) = out.as_chunks_mut();
                chunks.iter_mut().zip(words).for_each(|(chunk, word)| *chunk = word.to_be_bytes());
            }
        }
    }
}

/// A hash whose input arrives in pieces. It is begun, and finished, where it stands: a copy costs as much as a block.
pub(crate) struct Hasher {
    state: State,
    /// The bytes behind the last whole block; once the hash is finished, the digest.
    tail: [u8; MAX_BLOCK],
    /// The number of bytes so far.
    len: u64,
}

impl Hasher {
    pub(crate) const IDLE: Hasher = Hasher::new(Hash::Sha256);

    pub(crate) const fn new(hash: Hash) -> Hasher {
        Hasher { state: State::new(hash), tail: [0; MAX_BLOCK], len: 0 }
    }

    /// Begins another hash.
    pub(super) fn begin(&mut self, hash: Hash) {
        self.resume(&State::new(hash), 0);
    }

    /// Begins another hash, behind so many whole blocks.
    pub(super) fn resume(&mut self, state: &State, blocks: u64) {
        self.state = *state;
        self.len = blocks * state.block_len() as u64;
    }

    /// The number of bytes in the tail.
    fn tail_len(&self) -> usize {
        self.len as usize % self.state.block_len()
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let (begun, block_len) = (self.tail_len(), self.state.block_len());
        self.len = self.len.wrapping_add(bytes.len() as u64);
        let mut rest = bytes;
        if begun > 0 {
            let wanted = block_len - begun;
            copy(self.tail.get_mut(begun..block_len).unwrap_or_default(), bytes);
            let Some((_, behind)) = bytes.split_at_checked(wanted) else { return };
            self.state.absorb(self.tail.get(..block_len).unwrap_or_default());
            rest = behind;
        }
        copy(&mut self.tail, self.state.absorb(rest));
    }

    /// The digest, for as long as nothing else is done with the hasher.
    pub(crate) fn finish(&mut self) -> &[u8] {
        let (tail_len, block_len) = (self.tail_len(), self.state.block_len());
        // A bit that is set, zeros, and the number of bits in an eighth of the block.
        if let Some([mark, zeros @ ..]) = self.tail.get_mut(tail_len..block_len) {
            *mark = 0x80;
            zeros.fill(0);
        }
        if tail_len >= block_len - block_len / 8 {
            self.state.absorb(self.tail.get(..block_len).unwrap_or_default());
            self.tail.get_mut(..block_len).unwrap_or_default().fill(0);
        }
        let bits = self.len.wrapping_mul(8).to_be_bytes();
        copy(self.tail.get_mut(block_len - bits.len()..block_len).unwrap_or_default(), &bits);
        self.state.absorb(self.tail.get(..block_len).unwrap_or_default());
        self.state.write_digest(&mut self.tail);
        self.tail.get(..self.state.digest_len()).unwrap_or_default()
    }

    /// The digest of the digest, behind a block that led to this state: the outer hash of HMAC.
    pub(super) fn finish_twice(&mut self, outer: &State) -> &[u8] {
        // The digest stands where the outer hash has the bytes behind its block.
        let digest_len = self.finish().len();
        self.resume(outer, 1);
        self.len += digest_len as u64;
        self.finish()
    }
}

/// What went through may be a secret, and a state after a pad is as good as the key.
impl Drop for Hasher {
    fn drop(&mut self) {
        self.state.wipe();
        self.tail = [0; MAX_BLOCK];
        optimization_barrier(self);
    }
}

#[cfg(test)]
mod tests {
    extern crate alloc;

    use super::*;
    use alloc::vec::Vec;
    use sha1::Digest;

    fn expected(hash: Hash, bytes: &[u8]) -> Vec<u8> {
        match hash {
            Hash::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            Hash::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Hash::Sha384 => sha2::Sha384::digest(bytes).to_vec(),
            Hash::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }

    /// Every length around the ends of three blocks, in two pieces that meet anywhere.
    #[test]
    fn every_length_in_two_pieces_has_the_digest_of_sha1_and_sha2() {
        let bytes: Vec<u8> = (0..400u32).map(|number| (number * 7 % 251) as u8).collect();
        for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            for len in 0..bytes.len() {
                let bytes = &bytes[..len];
                let expected = expected(hash, bytes);
                for cut in [0, 1, len / 3, len / 2, len.saturating_sub(1), len] {
                    let (first, second) = bytes.split_at(cut.min(len));
                    let mut hasher = Hasher::new(hash);
                    hasher.update(first);
                    hasher.update(second);
                    assert_eq!(hasher.finish(), expected, "{hash:?}, {cut} of {len}");
                }
            }
        }
    }
}
