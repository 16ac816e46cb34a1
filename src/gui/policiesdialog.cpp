// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/policiesdialog.h"

#include "core/whenfinished.h"
#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/icons.h"
#include "gui/shell.h"
#include "gui/tables.h"
#include "models/policymodel.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QTableView>

namespace gui {

namespace {
constexpr qint64 kLargestFile = 1 << 20;
} // namespace

PoliciesDialog::PoliciesDialog(Desk *desk, Shell *shell, QWidget *parent)
    : QDialog(parent), m_desk(desk), m_shell(shell), m_model(new models::PolicyModel(this)),
      m_table(new QTableView(this)), m_message(new QLabel(this)), m_box(new QDialogButtonBox(this))
{
    setObjectName(QStringLiteral("policiesDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Policies"));
    auto *text = new QLabel(tr("How failures of each cause are retried. Pale values are the workspace's; an "
                               "empty field takes what is built in."),
                            this);
    text->setWordWrap(true);
    m_message->setObjectName(QStringLiteral("messageLabel"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->hide();
    auto *bar = new QHBoxLayout;
    makeButtons(bar);
    makeButtonBox();
    makeTable();
    auto *column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addWidget(text);
    column->addWidget(m_table, 1);
    column->addLayout(bar);
    column->addWidget(m_message);
    column->addWidget(m_box);
    resize(1090, 700);
    enableButtons();
    load();
}

PoliciesDialog::~PoliciesDialog()
{
    m_model->disconnect(this); // an open editor writes once more when the table is destroyed
}

void PoliciesDialog::makeTable()
{
    m_table->setObjectName(QStringLiteral("policyTable"));
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                             QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    m_table->setItemDelegate(new EditDelegate(m_table));
    m_table->horizontalHeader()->setSectionsMovable(false);
    for (const auto column : {models::PolicyModel::Column::Cause, models::PolicyModel::Column::Retry})
        m_table->horizontalHeader()->setSectionResizeMode(static_cast<int>(column),
                                                          QHeaderView::ResizeToContents);
    connect(m_model, &models::PolicyModel::refused, this, &PoliciesDialog::showMessage);
    connect(m_model, &models::PolicyModel::edited, this, [this] {
        m_message->hide();
        enableButtons();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &PoliciesDialog::enableButtons);
}

QPushButton *PoliciesDialog::addButton(QHBoxLayout *bar, const char *name, const char *iconName,
                                       const QString &text, const QString &hint)
{
    auto *button = new QPushButton(icon(iconName), text, this);
    button->setObjectName(QLatin1String(name));
    button->setToolTip(hint);
    button->setAutoDefault(false); // Enter ends an edit, no more
    bar->addWidget(button);
    return button;
}

void PoliciesDialog::makeButtons(QHBoxLayout *bar)
{
    m_resetRow = addButton(bar, "resetRowButton", "retry", tr("&Reset row"),
                           tr("Takes back what is built in for this cause"));
    m_resetAll = addButton(bar, "resetAllButton", "retry", tr("Reset &all"),
                           tr("Takes back what is built in for every cause"));
    bar->addStretch(1);
    QPushButton *load = addButton(bar, "importButton", "import", tr("&Import…"),
                                  tr("Reads policies from a text file, as the export writes it"));
    QPushButton *store = addButton(bar, "exportButton", "export", tr("&Export…"),
                                   tr("Writes the policies shown here to a text file"));
    connect(m_resetRow, &QPushButton::clicked, this, &PoliciesDialog::resetRow);
    connect(m_resetAll, &QPushButton::clicked, this, &PoliciesDialog::resetAll);
    connect(load, &QPushButton::clicked, this, &PoliciesDialog::chooseImport);
    connect(store, &QPushButton::clicked, this, &PoliciesDialog::chooseExport);
}

void PoliciesDialog::makeButtonBox()
{
    m_box->setStandardButtons(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    m_box->button(QDialogButtonBox::Save)->setObjectName(QStringLiteral("saveButton"));
    m_box->button(QDialogButtonBox::Cancel)->setObjectName(QStringLiteral("cancelButton"));
    for (const auto button : {QDialogButtonBox::Save, QDialogButtonBox::Cancel})
        m_box->button(button)->setAutoDefault(false);
    connect(m_box, &QDialogButtonBox::accepted, this, &PoliciesDialog::save);
    connect(m_box, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void PoliciesDialog::load()
{
    for (const char *key : {"retry.max_attempts", "retry.base_ms", "retry.cap_ms"})
        loadDefault(QLatin1String(key));
    core::whenFinished(m_desk->policies(), this, [this](const core::Result<core::PolicyTable> &answer) {
        if (!answer) {
            showMessage(answer.error().message);
            return;
        }
        m_stored = *answer;
        m_isLoaded = true;
        m_model->setPolicies(m_stored);
        fitColumns(m_table);
    });
}

void PoliciesDialog::loadDefault(const QString &key)
{
    core::whenFinished(m_desk->setting(key), this, [this, key](const core::Result<QString> &answer) {
        if (answer && m_settings.set(key, *answer))
            m_model->setDefaults(static_cast<int>(m_settings.number("retry.max_attempts")),
                                 m_settings.backoff());
    });
}

void PoliciesDialog::enableButtons()
{
    const QModelIndex current = m_table->currentIndex();
    m_table->setEnabled(m_isLoaded);
    m_resetRow->setEnabled(current.isValid() &&
                           m_model->policies().isEdited(models::PolicyModel::causeAt(current.row())));
    m_resetAll->setEnabled(!m_model->policies().edited().isEmpty());
    m_box->button(QDialogButtonBox::Save)->setEnabled(m_isLoaded && !(m_model->policies() == m_stored));
}

void PoliciesDialog::showMessage(const QString &text)
{
    m_message->setText(text);
    m_message->show();
}

void PoliciesDialog::resetRow()
{
    m_model->reset(m_table->currentIndex().row());
}

void PoliciesDialog::resetAll()
{
    m_model->setPolicies({});
}

void PoliciesDialog::chooseImport()
{
    m_shell->chooseFileToOpen(this, tr("Import policies"), tr("Text files (*.csv *.txt);;All files (*)"),
                              [this](const QString &file) { importFile(file); });
}

void PoliciesDialog::importFile(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        showMessage(tr("%1 cannot be read: %2").arg(name, file.errorString()));
        return;
    }
    if (file.size() > kLargestFile) {
        showMessage(tr("%1 is too large to be a list of policies.").arg(name));
        return;
    }
    const auto parsed = core::PolicyTable::parse(QString::fromUtf8(file.readAll()));
    if (!parsed) {
        showMessage(parsed.error().message);
        return;
    }
    m_model->setPolicies(*parsed);
    showMessage(tr("Read from %1. Nothing is changed before you save.").arg(name));
}

void PoliciesDialog::chooseExport()
{
    m_shell->chooseFileToSave(this, tr("Export policies"), QStringLiteral("policies.csv"),
                              tr("Text files (*.csv *.txt)"),
                              [this](const QString &file) { exportFile(file); });
}

void PoliciesDialog::exportFile(const QString &name)
{
    QSaveFile file(name);
    const QByteArray text = m_model->policies().toText().toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        showMessage(tr("%1 cannot be written: %2").arg(name, file.errorString()));
    else
        showMessage(tr("Written to %1.").arg(name));
}

void PoliciesDialog::save()
{
    m_table->setFocus(); // ends an edit, whose value counts
    m_box->setEnabled(false);
    core::whenFinished(m_desk->setPolicies(m_model->policies()), this,
                       [this](const core::Result<void> &answer) {
                           m_box->setEnabled(true);
                           if (answer)
                               accept();
                           else
                               showMessage(answer.error().message);
                       });
}

} // namespace gui
