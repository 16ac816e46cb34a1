// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include "db/rows.h"

namespace models {

//! Failed members first, then those tried again; the others in the order they came in.
void sortFailedFirst(std::vector<db::BatchItemRow> &items);

//! The members of one batch. GUI thread.
class BatchItemModel : public DiffModel<db::BatchItemRow>
{
    Q_OBJECT

public:
    enum class Column { Vehicle, Step, State, Cause, Message, Next, Count };

    explicit BatchItemModel(QObject *parent = nullptr, core::Clock clock = core::systemClock());

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const db::BatchItemRow &row) const override;
    bool equal(const db::BatchItemRow &a, const db::BatchItemRow &b) const override;

private:
    QVariant display(const db::BatchItemRow &row, Column column) const;
    QString toolTip(const db::BatchItemRow &row, Column column) const;

    core::Clock m_clock;
};

} // namespace models
