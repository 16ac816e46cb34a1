// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/imagemodel.h"

#include "models/words.h"

namespace models {

namespace {

State imageState(db::ImageItem::State state)
{
    switch (state) {
    case db::ImageItem::State::Missing:
        return State::Missing;
    case db::ImageItem::State::Stored:
    case db::ImageItem::State::Alias:
        return State::Ok;
    case db::ImageItem::State::Failed:
        return State::Failed;
    case db::ImageItem::State::Final:
        return State::Ignored;
    }
    return State::None;
}

} // namespace

ImageModel::ImageModel(QObject *parent, core::Clock clock) : DiffModel(parent), m_clock(std::move(clock))
{
}

int ImageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QString ImageModel::key(const db::ImageItem &row) const
{
    return row.sourceUrl;
}

bool ImageModel::equal(const db::ImageItem &a, const db::ImageItem &b) const
{
    return a.state == b.state && a.cause == b.cause && a.attempts == b.attempts && a.fileSize == b.fileSize &&
           a.storagePath == b.storagePath;
}

QVariant ImageModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::ImageItem &row = rowAt(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case RawRole:
        return raw(row, column);
    case IdRole:
    case UrlRole:
        return row.sourceUrl;
    case StateRole:
        return column == Column::State ? QVariant(static_cast<int>(imageState(row.state))) : QVariant();
    default:
        return {};
    }
}

QVariant ImageModel::display(const db::ImageItem &row, Column column) const
{
    switch (column) {
    case Column::Position:
        return numberText(lineOf(row.sourceUrl) + 1);
    case Column::State:
        return imageStateWord(row.state);
    case Column::Cause:
        return row.cause ? causeWords(*row.cause) : QString();
    case Column::Dimensions:
        return row.width > 0 ? QStringLiteral("%1 × %2").arg(row.width).arg(row.height) : QString();
    case Column::Size:
        return row.fileSize > 0 ? sizeText(row.fileSize) : QString();
    case Column::Url:
        return row.sourceUrl;
    case Column::Count:
        break;
    }
    return {};
}

QVariant ImageModel::raw(const db::ImageItem &row, Column column) const
{
    switch (column) {
    case Column::Position:
        return lineOf(row.sourceUrl) + 1;
    case Column::State:
        return static_cast<int>(row.state);
    case Column::Cause:
        return row.cause ? QString(core::causeName(*row.cause)) : QString();
    case Column::Dimensions:
        return row.width;
    case Column::Size:
        return row.fileSize;
    case Column::Url:
        return row.sourceUrl;
    case Column::Count:
        break;
    }
    return {};
}

QString ImageModel::toolTip(const db::ImageItem &row, Column column) const
{
    switch (column) {
    case Column::State:
        return row.attempts > 0 ? tr("Attempts: %1").arg(numberText(row.attempts)) : QString();
    case Column::Cause:
        return plainToolTip(row.message);
    case Column::Url:
        return plainToolTip(row.sourceUrl);
    case Column::Position:
    case Column::Dimensions:
    case Column::Size:
    case Column::Count:
        break;
    }
    return {};
}

QVariant ImageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber =
            column == Column::Position || column == Column::Size || column == Column::Dimensions;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Position:
        return tr("No.");
    case Column::State:
        return tr("State");
    case Column::Cause:
        return tr("Cause");
    case Column::Dimensions:
        return tr("Pixels");
    case Column::Size:
        return tr("Size");
    case Column::Url:
        return tr("Address");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
