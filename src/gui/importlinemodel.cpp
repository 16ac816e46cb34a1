// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/importlinemodel.h"

#include "models/words.h"

namespace gui {

using pipeline::ImportLine;

namespace {

std::optional<core::Step> stepOf(ImportLineModel::Column column)
{
    using Column = ImportLineModel::Column;
    switch (column) {
    case Column::Page:
        return core::Step::FetchListing;
    case Column::Data:
        return core::Step::ExtractData;
    case Column::ImageUrls:
        return core::Step::ExtractImages;
    case Column::Vin:
        return core::Step::ExtractVin;
    case Column::Images:
        return core::Step::BackfillImages;
    case Column::Listing:
    case Column::Action:
    case Column::Count:
        break;
    }
    return std::nullopt;
}

const ImportLine::StepLine *stepLine(const ImportLine &row, ImportLineModel::Column column)
{
    const auto step = stepOf(column);
    const auto found = step ? row.steps.find(*step) : row.steps.end();
    return found == row.steps.end() ? nullptr : &found->second;
}

models::State stateOf(core::StepStatus status)
{
    switch (status) {
    case core::StepStatus::Pending:
        return models::State::Missing;
    case core::StepStatus::Running:
        return models::State::Running;
    case core::StepStatus::Success:
        return models::State::Ok;
    case core::StepStatus::Failed:
        return models::State::Failed;
    case core::StepStatus::Skipped:
        return models::State::Ignored;
    }
    return models::State::None;
}

} // namespace

void ImportLineModel::addLine(const ImportLine &line)
{
    const int row = lineOf(key(line));
    if (row >= 0)
        update(static_cast<size_t>(row), line);
    else
        append({line});
}

QString ImportLineModel::key(const ImportLine &row) const
{
    return row.url.isEmpty() ? row.vehicleId : row.url;
}

bool ImportLineModel::equal(const ImportLine &, const ImportLine &) const
{
    return false; // a line that comes again has changed
}

int ImportLineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QVariant ImportLineModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ImportLine &row = rowAt(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case models::IdRole:
    case models::UrlRole:
        return row.url;
    case models::VehicleIdRole:
        return row.vehicleId;
    case models::StateRole:
        if (const ImportLine::StepLine *step = stepLine(row, column))
            return static_cast<int>(stateOf(step->status));
        return {};
    default:
        return {};
    }
}

QString ImportLineModel::display(const ImportLine &row, Column column) const
{
    if (column == Column::Listing)
        return row.url.isEmpty() ? row.vehicleId : row.url;
    if (column == Column::Action) {
        const QString action = row.action == QLatin1String("created")   ? tr("created")
                               : row.action == QLatin1String("updated") ? tr("updated")
                                                                        : tr("skipped");
        return row.reason.isEmpty() ? action : tr("%1: %2").arg(action, row.reason);
    }
    const ImportLine::StepLine *step = stepLine(row, column);
    if (!step)
        return {};
    if (column == Column::Images && row.imagesFound > 0)
        return QStringLiteral("%1 / %2").arg(row.imagesStored + row.imagesSkipped).arg(row.imagesFound);
    return step->cause && step->status == core::StepStatus::Failed ? models::causeWords(*step->cause)
                                                                   : models::stepStatusWord(step->status);
}

QString ImportLineModel::toolTip(const ImportLine &row, Column column) const
{
    const ImportLine::StepLine *step = stepLine(row, column);
    if (column == Column::Action && !row.message.isEmpty())
        return models::plainToolTip(row.message);
    if (step && !step->message.isEmpty())
        return models::plainToolTip(step->message);
    return models::plainToolTip(display(row, column));
}

QVariant ImportLineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Listing:
        return tr("Listing");
    case Column::Action:
        return tr("Vehicle");
    case Column::Page:
        return tr("Page");
    case Column::Data:
        return tr("Data");
    case Column::ImageUrls:
        return tr("Image URLs");
    case Column::Vin:
        return tr("VIN");
    case Column::Images:
        return tr("Images");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace gui
