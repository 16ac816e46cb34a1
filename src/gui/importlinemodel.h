// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/diffmodel.h"
#include "models/roles.h"
#include "pipeline/importer.h"

namespace gui {

//! The listings of one import as they arrive. A line that comes again replaces the earlier one.
class ImportLineModel : public models::DiffModel<pipeline::ImportLine>
{
    Q_OBJECT

public:
    enum class Column { Listing, Action, Page, Data, ImageUrls, Vin, Images, Count };
    using DiffModel::DiffModel;

    void addLine(const pipeline::ImportLine &line);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const pipeline::ImportLine &row) const override;
    bool equal(const pipeline::ImportLine &a, const pipeline::ImportLine &b) const override;

private:
    QString display(const pipeline::ImportLine &row, Column column) const;
    QString toolTip(const pipeline::ImportLine &row, Column column) const;
};

} // namespace gui
