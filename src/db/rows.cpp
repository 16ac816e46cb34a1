// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/rows.h"

#include <array>

namespace db {

namespace {

using ItemState = BatchItemRow::State;

constexpr std::array kBatchStates = {
    std::pair(BatchState::Planned, "planned"), std::pair(BatchState::Waiting, "waiting"),
    std::pair(BatchState::Running, "running"), std::pair(BatchState::Paused, "paused"),
    std::pair(BatchState::Done, "done"),       std::pair(BatchState::Cancelled, "cancelled"),
};

constexpr std::array kItemStates = {
    std::pair(ItemState::Planned, "planned"),     std::pair(ItemState::Queued, "queued"),
    std::pair(ItemState::Retrying, "retrying"),   std::pair(ItemState::Succeeded, "succeeded"),
    std::pair(ItemState::Skipped, "skipped"),     std::pair(ItemState::Failed, "failed"),
    std::pair(ItemState::Cancelled, "cancelled"),
};

template <typename Table, typename Value>
QLatin1String nameIn(const Table &table, Value value)
{
    for (const auto &[known, name] : table) {
        if (known == value)
            return QLatin1String(name);
    }
    Q_UNREACHABLE();
}

template <typename Value, std::size_t N>
std::optional<Value> valueIn(const std::array<std::pair<Value, const char *>, N> &table, QStringView name)
{
    for (const auto &[value, known] : table) {
        if (name == QLatin1String(known))
            return value;
    }
    return std::nullopt;
}

} // namespace

QLatin1String batchStateName(BatchState state)
{
    return nameIn(kBatchStates, state);
}

std::optional<BatchState> batchStateFromName(QStringView name)
{
    return valueIn(kBatchStates, name);
}

QLatin1String batchItemStateName(BatchItemRow::State state)
{
    return nameIn(kItemStates, state);
}

std::optional<BatchItemRow::State> batchItemStateFromName(QStringView name)
{
    return valueIn(kItemStates, name);
}

} // namespace db
