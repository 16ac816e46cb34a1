// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/arena.h"

namespace extract {

namespace {

constexpr std::size_t kBlock = 256 * 1024;

} // namespace

void *Arena::allocate(std::size_t size)
{
    constexpr std::size_t kAlignment = alignof(std::max_align_t);
    const std::size_t rounded = (size + kAlignment - 1) / kAlignment * kAlignment;
    if (rounded > kBlock / 4) { // a large piece gets a block of its own, so that no rest is wasted
        m_blocks.push_back(std::unique_ptr<std::byte[]>(new std::byte[rounded]));
        return m_blocks.back().get();
    }
    if (rounded > m_left) {
        m_blocks.push_back(std::unique_ptr<std::byte[]>(new std::byte[kBlock]));
        m_free = m_blocks.back().get();
        m_left = kBlock;
    }
    std::byte *piece = m_free;
    m_free += rounded;
    m_left -= rounded;
    return piece;
}

} // namespace extract
