// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include "db/rows.h"

namespace models {

//! The rows of the retry queue. GUI thread.
class QueueModel : public DiffModel<db::QueueRow>
{
    Q_OBJECT

public:
    enum class Column { Vehicle, Step, Status, Tries, NextRetry, Cause, Owner, Count };

    explicit QueueModel(QObject *parent = nullptr, core::Clock clock = core::systemClock());

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const db::QueueRow &row) const override;
    bool equal(const db::QueueRow &a, const db::QueueRow &b) const override;

private:
    QVariant display(const db::QueueRow &row, Column column) const;
    QVariant raw(const db::QueueRow &row, Column column) const;
    QString toolTip(const db::QueueRow &row, Column column) const;

    core::Clock m_clock;
};

} // namespace models
