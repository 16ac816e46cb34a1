// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shortcutsdialog.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QKeySequence>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gui {

namespace {

QString native(const char *keys)
{
    return QKeySequence(QLatin1String(keys)).toString(QKeySequence::NativeText);
}

} // namespace

ShortcutsDialog::ShortcutsDialog(QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    const QString comma = QStringLiteral(",  ");
    const QList<std::pair<QString, QString>> lines{
        {QStringLiteral("/") + comma + native("Ctrl+F"), tr("Search")},
        {QStringLiteral("J, K"), tr("Next, previous vehicle")},
        {native("Space"), tr("Select or unselect the vehicle")},
        {native("Shift+J") + comma + native("Shift+K"), tr("Select one more")},
        {native("Ctrl+A"), tr("Select all that match")},
        {native("Escape"), tr("Clear the selection; from the detail back to the table")},
        {native("Return"), tr("Go to the detail of the vehicle")},
        {QStringLiteral("R") + comma + native("Ctrl+R"), tr("Retry what is missing, with a preview first")},
        {QStringLiteral("E") + comma + native("Ctrl+E"), tr("Export")},
        {QStringLiteral("P") + comma + native("Ctrl+P"), tr("Work off the queue, or pause")},
        {native("Ctrl+I"), tr("Import")},
        {native("F5"), tr("Refresh")},
        {native("Ctrl+1") + QStringLiteral(" … ") + native("Ctrl+5"), tr("Pages")},
        {QStringLiteral("?") + comma + native("F1"), tr("This list")}};
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    QFont bold = font();
    bold.setBold(true);
    for (const auto &[keys, what] : lines) {
        const int row = grid->rowCount();
        auto *key = new QLabel(keys, this);
        key->setFont(bold);
        grid->addWidget(key, row, 0);
        grid->addWidget(new QLabel(what, this), row, 1);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addLayout(grid);
    column->addSpacing(8);
    column->addWidget(buttons);
    column->setSizeConstraint(QLayout::SetFixedSize);
    buttons->button(QDialogButtonBox::Close)->setFocus();
}

} // namespace gui
