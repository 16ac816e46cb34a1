// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include "db/rows.h"

namespace models {

//! The wanted images of one vehicle in the order of its gallery. GUI thread.
class ImageModel : public DiffModel<db::ImageItem>
{
    Q_OBJECT

public:
    enum class Column { Position, State, Cause, Url, Dimensions, Size, Count };

    explicit ImageModel(QObject *parent = nullptr, core::Clock clock = core::systemClock());

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const db::ImageItem &row) const override;
    bool equal(const db::ImageItem &a, const db::ImageItem &b) const override;

private:
    QVariant display(const db::ImageItem &row, Column column) const;
    QVariant raw(const db::ImageItem &row, Column column) const;
    QString toolTip(const db::ImageItem &row, Column column) const;

    core::Clock m_clock;
};

} // namespace models
