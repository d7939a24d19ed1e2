<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Evaluation</name>
    <message>
        <source>mean IoU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mAcc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top-%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Acc@0.%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R@%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n/a</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>Index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train: %1 recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 images/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 steps/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 /s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Must be %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Must be %1, at least %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Must be %1 between %2 and %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Must be one of: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Must not be empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Must not be empty: %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RegionCommands</name>
    <message>
        <source>nudge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resize</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paste</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchQuery</name>
    <message>
        <source>not box of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>box of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Studio</name>
    <message>
        <source>Looks into images by region.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A project, a folder of images or a data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language of the window, e.g. de</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print when the window was there and ready, and quit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::BoxEditor</name>
    <message numerus="yes">
        <source>move %n region(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>resize a region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draw a region</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::CanvasActions</name>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select and edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a box in the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide or show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock or unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Narrower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greater height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 by 10</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crosshair while drawing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rulers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rulers from 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels beside boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the zoom from image to image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The wheel scrolls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing makes a region</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::CanvasView</name>
    <message>
        <source>Image canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>one selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>selected: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No image is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one in the gallery, or open a folder with Ctrl+U.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes can be looked at and edited meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image file is not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1

Its regions are kept. Put the file back, then reload with F5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::CheckListButton</name>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::ClassesModel</name>
    <message>
        <source>n/a</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::CommandPalette</name>
    <message>
        <source>Type a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::ConfusionMatrix</name>
    <message>
        <source>Classes that are taken for one another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No class was taken for another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 taken for %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::ConfusionModel</name>
    <message>
        <source>Is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::DemoMaker</name>
    <message>
        <source>%1 cannot be started. Install the program again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot make the folder %1 (%2). Free some space, or open a folder of your own images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the demo scenes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cloc-cli ended with code %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot make the folder %1 (%2).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::EngineService</name>
    <message>
        <source>Opening the model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model %1 is ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the model&apos;s library…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::EvaluationView</name>
    <message>
        <source>No report is open. Evaluate a model, then open its report from the list of jobs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grounding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the others with the chosen report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export all tables as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This report has no figures by class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This report has no confusion of classes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phrases whose box was missed by most. Green: where it is; red: where the model looked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This report has no worst groundings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a cell or a row to see its regions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 images, %2 regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report &quot;%1&quot; has no confusion of classes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report &quot;%1&quot; has no worst groundings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IoU %1  ·  %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the others are compared with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: its confusion and groundings are shown when it is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 taken for %2: the report has no examples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 taken for %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::ExamplesList</name>
    <message>
        <source>Enter or a double click opens the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Examples</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryFilterBar</name>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter by file name (* and ? allowed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not labelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labelled images have at least one region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labelled or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images with a region of any of these labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images in or below any of these folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score ≥ </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images that the search gave at least this score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder and name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of adding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Descending; click for ascending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ascending; click for descending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Descending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ascending</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryModel</name>
    <message>
        <source>%1 × %2 pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Score %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryPanel</name>
    <message>
        <source>Size of the thumbnails (Ctrl+wheel, Ctrl++, Ctrl+-)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the thumbnails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(top folder)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project, or make one from a folder of images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the %1 images meets all conditions above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading images …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project has no images yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a folder of images or a data set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading %1 of %2 images …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading %1 images …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sorting …</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryView</name>
    <message>
        <source>Images</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::GridView</name>
    <message>
        <source>%1, %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::GroundingController</name>
    <message>
        <source>This model finds no boxes for phrases: it was trained without a Prompter.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::GroundingPanel</name>
    <message>
        <source>Heat map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phrase: a red apple</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter adds it; several at once between commas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phrase to find in the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phrases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the box as a region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the phrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How like the selected phrase each part of the image is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture as PNG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture as SVG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes as COCO JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground the same phrases with another model: its boxes are dashed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobDelegate</name>
    <message>
        <source>#%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>preparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause: saves, and goes on from there later (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on from what was saved (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start (Space)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobDetails</name>
    <message>
        <source>started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job&apos;s log appears here once it runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start, or wait for a turn (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save and stop; it goes on from there later (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save and end for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the run&apos;s charts (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it off the list (Delete)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the list, keep its files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove and delete its files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No job selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ran %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsController</name>
    <message>
        <source>Demo model (shipped)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indexed with %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stopped without a word. It goes on from what it saved: Jobs, Start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · %1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source> · and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsModel</name>
    <message>
        <source>%1, job %2, %3, %4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsPanel</name>
    <message>
        <source>Index images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>makes regions searchable, by drawing and by words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from scratch, or fine-tunes one on your labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measures it on a labelled data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (job %2) stopped without a word. Resume goes on from what it saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many jobs run at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One job at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 jobs at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Long work runs beside the window: close it, and the work goes on.
Start with one of these:</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsWorker</name>
    <message>
        <source>No project is open. Open one first, then start jobs in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker of job %1 was started and has not begun. %2 Start the job again; if it persists, run &quot;%3 job run %4 %1&quot; in a terminal to see why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It said nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It said: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker of job %1 (process %2) has not ended after %3 s. It may be saving; it is left to end by itself.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelPicker</name>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New label “%1”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabellingController</name>
    <message>
        <source>There is no label %1 yet: E makes one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Label %n result(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n region(s) labelled. Ctrl+Z takes it back.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Keep a found box</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::MainWindow</name>
    <message>
        <source>Opening %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project&apos;s folder cannot be written: you can look and search, changes are not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 entries indexed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Index of another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not in this project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project (a folder NAME.clocproj)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>COCO annotations (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs are running</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) still running. They can go on without the window.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Let them run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the jobs to save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder of images…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open data set…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next unlabelled image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous unlabelled image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the gallery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search by words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground a phrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>COCO JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate the model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate on a labelled data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model folder (with model.safetensors)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme: as the desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Panels as delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;h3&gt;%1 %2&lt;/h3&gt;&lt;p&gt;Looks into images by region, with CLOC (Contrastive Localized Language-Image Pre-Training).&lt;/p&gt;&lt;p&gt;Window: GPL-3.0-or-later. Model and data: Apache-2.0.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some of the data was left out: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the demo project</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::MeasuresModel</name>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vs. first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::MetricChart</name>
    <message>
        <source>No values yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::RecipeForm</name>
    <message>
        <source>Search settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search settings (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load a recipe file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as a recipe file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset all to the defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the first of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training (Ctrl+Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings are being read…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No setting is called that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 million</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 billion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 steps × %2 images = %3 images seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1  ·  %n changed</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to correct</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing at this path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipes (*.toml)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::RecipeRow</name>
    <message>
        <source>Back to the default: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file or a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a file or folder here, or type its path</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::RecipeSource</name>
    <message>
        <source>Cannot start %1: %2. Install the program again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ended without describing the recipe (code %2).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::RegionDocument</name>
    <message>
        <source>Label %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>label &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove the label</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>delete %n region(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::ResultStrip</name>
    <message>
        <source>Search results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in its image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search with this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not like this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · score %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::RunCharts</name>
    <message>
        <source>No run is shown. Open one from the list of jobs, or start a training.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exponential moving average; the values themselves stay faint behind it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic scale; values of 0 and below are left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all steps (double click on a chart, or 0). Drag or Ctrl+wheel zooms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the curves or the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts as PNG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space shows or hides a run, Delete takes it off the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>
%n line(s) could not be read</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::SearchController</name>
    <message>
        <source>%1 regions searched in %2 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rebuild index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a box on the image, or type words, to find what is like it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole images that fit the search.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::SearchPanel</name>
    <message>
        <source>Searches made before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words for the box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words: red apple, -leaf</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts between commas are looked for together; a minus pushes away; red^0.5 counts half</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search by words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model calls the drawn box, among the project&apos;s labels and captions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only regions with this label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only images below this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save this search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::ShortcutSheet</name>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New key:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is the key of “%2”. Give that one another key first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is now on %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::SkippedModel</name>
    <message>
        <source>Left out of the figures</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::StartPage</name>
    <message>
        <source>Look into images by region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a box to see what is like it, type words to see where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes a project beside it; the images stay where they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A COCO file with boxes and captions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder NAME.clocproj</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>400 scenes made on this machine, with a small model: ready in a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects used last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or drop a folder, a data set or a project here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::StatusLine</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project&apos;s folder cannot be written: changes are not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every change is written as it is made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::TermRow</name>
    <message>
        <source>Drawn box · %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much this box counts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this box when the next one is drawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Like this box. Click for: unlike it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlike this box. Click for: like it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::ThumbnailCache</name>
    <message>
        <source>%1 is not there. It may have been moved or deleted: put it back, or remove the image from the project.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::ThumbnailFolder</name>
    <message>
        <source>Thumbnails cannot be kept in %1 (%2). They are made anew each time the project is opened; check the permissions of that folder and the room on its disk.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::TileLoader</name>
    <message>
        <source>There is not enough memory for this image. Close other programs and try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::TrainingPage</name>
    <message>
        <source>Written: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cloc::ui::WordList</name>
    <message>
        <source>Words that fit the box</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
