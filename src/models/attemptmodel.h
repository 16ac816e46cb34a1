// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include "db/rows.h"

namespace models {

//! The attempts of one vehicle, newest first. GUI thread.
class AttemptModel : public DiffModel<db::AttemptRow>
{
    Q_OBJECT

public:
    enum class Column { Time, Step, Status, Cause, Host, Message, Elapsed, Bytes, Count };

    explicit AttemptModel(QObject *parent = nullptr, core::Clock clock = core::systemClock());

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const db::AttemptRow &row) const override;
    bool equal(const db::AttemptRow &a, const db::AttemptRow &b) const override;

private:
    QVariant display(const db::AttemptRow &row, Column column) const;
    QVariant raw(const db::AttemptRow &row, Column column) const;
    QString toolTip(const db::AttemptRow &row, Column column) const;

    core::Clock m_clock;
};

} // namespace models
