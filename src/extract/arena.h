// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace extract {

//! Memory that is handed out piece by piece and freed as a whole.
class Arena
{
public:
    //! Memory aligned for any type; never null.
    void *allocate(std::size_t size);

private:
    std::vector<std::unique_ptr<std::byte[]>> m_blocks;
    std::byte *m_free = nullptr;
    std::size_t m_left = 0;
};

} // namespace extract
